// SPDX-License-Identifier: Apache-2.0

package import Diagnostics
import FjordKit

/// What a connection's name leads to in one run.
package enum ConnectionChoice: Sendable {
    /// The name of the built-in connection; no project may define one of that name.
    package static let sandboxName = "sandbox"

    /// A connection of the project.
    case defined(ConnectionDefinition)
    /// The sandbox, started in-process with these settings.
    case sandbox([SandboxSetting])
}

/// One setting behind `sandbox?`, as in `seed=7`.
package struct SandboxSetting: Sendable, Hashable {
    /// The setting's name, as the sandbox's flags spell it with underscores.
    package let name: String
    /// Its value, not yet checked.
    package let value: String

    /// Names a setting.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What the command line says about connections: `--connection vipps=sandbox?seed=7`.
package struct ConnectionOverrides: Sendable {
    /// What one name stands for in this run.
    package enum Target: Sendable, Hashable {
        /// Another connection of the project.
        case named(String)
        /// The sandbox, with these settings.
        case sandbox([SandboxSetting])
    }

    /// No connection is replaced.
    package static let none = ConnectionOverrides()

    /// What each overridden name stands for.
    package private(set) var targets: [String: Target] = [:]

    private init() {}

    /// Reads the texts behind `--connection`, each `name=other` or `name=sandbox?key=value&…`.
    ///
    /// - Throws: Every text that is neither, and names that are given twice.
    package init(reading flags: [String]) throws(PipelineErrors) {
        var faults: [PipelineError] = []
        for flag in flags {
            do throws(PipelineError) {
                let (name, target) = try Self.read(flag)
                guard targets.updateValue(target, forKey: name) == nil else {
                    throw .repeatedConnection(name, flag: flag)
                }
            } catch {
                faults.append(error)
            }
        }
        guard faults.isEmpty else { throw PipelineErrors(faults) }
    }

    private static func read(_ flag: String) throws(PipelineError) -> (String, Target) {
        let parts = flag.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw .malformedConnection(flag)
        }
        let target = parts[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(target[0])
        guard name == ConnectionChoice.sandboxName else {
            guard target.count == 1 else { throw .settingsOfNoSandbox(name, flag: flag) }
            return (String(parts[0]), .named(name))
        }
        let settings = target.count == 1 ? [] : target[1].split(separator: "&")
        return (
            String(parts[0]),
            .sandbox(
                try settings.map { (item) throws(PipelineError) in
                    let pair = item.split(
                        separator: "=",
                        maxSplits: 1,
                        omittingEmptySubsequences: false
                    )
                    guard pair.count == 2, !pair[0].isEmpty else {
                        throw .malformedSandboxSetting(String(item), flag: flag)
                    }
                    return SandboxSetting(String(pair[0]), String(pair[1]))
                }
            )
        )
    }
}

/// Finds the connections of a run by their names.
package struct ConnectionTable: Sendable {
    let definitions: [ConnectionDefinition]
    let overrides: ConnectionOverrides

    /// Which of the sandbox's sets of keys stands in for a connection.
    ///
    /// Those of the kind that the project has for it, so that the sandbox refuses what the vendor would; for a connection
    /// that nothing describes those that serve the stage.
    package func sandboxKeys(for use: ConnectionUse) -> String {
        let described = definitions.first { $0.name == use.name && $0.type == use.need.type }
        return described?.writtenOption("key_type") ?? use.need.sandboxKeys
    }

    /// What a stage's wish leads to.
    ///
    /// A stage that works without a connection and names none is given one that is not described, unless there is one
    /// of its system's name.
    ///
    /// - Throws: `unknown-connection`, or `connection-type` when it is of another system; placed at the stage.
    package func choice(for use: ConnectionUse) throws(PipelineError) -> ConnectionChoice {
        let target = overrides.targets[use.name] ?? .named(use.name)
        switch target {
        case .sandbox where use.need.sandboxKeys.isEmpty,
            .named(ConnectionChoice.sandboxName) where use.need.sandboxKeys.isEmpty:
            throw .noSandbox(need: use.need, at: use.location)
        case .sandbox(let settings):
            return .sandbox(settings)
        case .named(ConnectionChoice.sandboxName):
            return .sandbox([])
        case .named(use.need.type)
        where use.need.isOptional && !use.isNamed && !definitions.contains { $0.name == use.name }:
            return .defined(ConnectionDefinition(undescribed: use.need, at: use.location))
        case .named(let name):
            guard let definition = definitions.first(where: { $0.name == name }) else {
                let legal = definitions.map(\.name)
                throw .unknownConnection(name, legal: legal, need: use.need, at: use.location)
            }
            guard definition.type == use.need.type else {
                throw .connectionType(name, definition.type, need: use.need, at: use.location)
            }
            return .defined(definition)
        }
    }
}

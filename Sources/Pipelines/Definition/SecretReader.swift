// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation

/// Where `${env:NAME}` and `${file:PATH}` are looked up.
package struct SecretSources: Sendable {
    /// The environment's variables.
    package let environment: [String: String]
    /// Absolute; relative paths of secret files start from it.
    package let folder: String

    /// Looks secrets up in an environment, and relative files under a folder.
    package init(environment: [String: String], folder: String) {
        self.environment = environment
        self.folder = folder
    }

    /// Looks secrets up in the environment of this process.
    ///
    /// - Parameter folder: The project's folder.
    /// - Returns: Sources that read when they are asked.
    package static func process(folder: String) -> SecretSources {
        SecretSources(environment: ProcessInfo.processInfo.environment, folder: folder)
    }

    /// The text of a secret file without its trailing line end; nil if it cannot be read.
    func file(_ path: String) -> String? {
        let full = path.hasPrefix("/") ? path : "\(folder)/\(path)"
        guard let data = FileManager.default.contents(atPath: full),
            let text = String(data: data, encoding: .utf8)
        else { return nil }
        return text.last.map(\.isNewline) ?? false ? String(text.dropLast()) : text
    }
}

/// Replaces `${env:…}` and `${file:…}` in the texts of a connection.
struct SecretReader {
    let text: DefinitionText
    /// Nil in a check, which reads no secret: every reference stands for some text.
    let sources: SecretSources?

    func read(_ raw: String, at node: YAMLNode?) -> String? {
        var result: String? = ""
        for piece in Interpolation.pieces(of: raw) {
            switch piece {
            case .text(let plain):
                result?.append(plain)
            case .unclosed(let range):
                report(at: node, range) { .unclosedReference(at: $0) }
                result = nil
            case .reference(let name, let range):
                guard let value = value(of: name, at: node, range) else {
                    result = nil
                    continue
                }
                result?.append(value)
            }
        }
        return result
    }

    private func value(of name: String, at node: YAMLNode?, _ range: Range<Int>) -> String? {
        let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, ["env", "file"].contains(parts[0]), !parts[1].isEmpty else {
            report(at: node, range) { .unknownSecret(name, at: $0) }
            return nil
        }
        guard let sources else { return "unread" }
        let key = String(parts[1])
        let isVariable = parts[0] == "env"
        guard let value = isVariable ? sources.environment[key] : sources.file(key) else {
            report(at: node, range) {
                isVariable ? .missingVariable(key, at: $0) : .missingSecretFile(key, at: $0)
            }
            return nil
        }
        guard !value.isEmpty else {
            report(at: node, range) { .emptySecret(key, isVariable: isVariable, at: $0) }
            return nil
        }
        Secrets.register(value)
        return value
    }

    private func report(
        at node: YAMLNode?,
        _ range: Range<Int>,
        _ fault: (SourceLocation) -> PipelineError
    ) {
        guard let node else { return }
        text.faults.add(fault(ScalarPositions(of: node, in: text.source).location(of: range)))
    }
}

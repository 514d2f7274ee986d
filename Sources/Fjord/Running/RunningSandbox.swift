// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Pipelines
import Sandbox

/// The sandbox that the stages of one run share.
struct RunningSandbox: Sendable {
    let settings: SandboxSettings
    let endpoint: SandboxEndpoint

    /// How the sandbox shall behave; nil if no stage names it.
    ///
    /// - Throws: `two-sandboxes` when stages ask for different ones; what is wrong with the settings.
    static func settings(for pipeline: CheckedPipeline) throws -> SandboxSettings? {
        var found: SandboxSettings?
        for use in pipeline.connections {
            guard case .sandbox(let pairs) = try pipeline.connectionTable.choice(for: use) else {
                continue
            }
            let query = pairs.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
            let settings = try SandboxSettings(query: query)
            if let found, found != settings { throw PipelineError.twoSandboxes() }
            found = settings
        }
        return found
    }

    /// The options of a connection to the sandbox: defaults, the address and one set of keys.
    func options(for spec: StageSpec, keys keyName: String) throws -> StageOptions {
        guard let keyType = SandboxKeyType(rawValue: keyName) else {
            preconditionFailure("the sandbox has no keys '\(keyName)'")
        }
        let members = endpoint.keys(keyType).members
        for member in members where member.name.hasSuffix("secret") {
            Secrets.register(member.value)
        }
        var given = Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.value) })
        given["base_url"] = endpoint.baseURL
        given["key_type"] = keyName
        return StageOptions(spec, given: given)
    }
}

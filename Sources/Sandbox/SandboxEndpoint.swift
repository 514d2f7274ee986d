// SPDX-License-Identifier: Apache-2.0

/// Where a running sandbox is, and the keys that open it.
package struct SandboxEndpoint: Sendable, Hashable {
    /// `http://127.0.0.1:PORT`.
    package let baseURL: String
    /// A set of keys for each type, in the order of `SandboxKeyType.allCases`.
    package let keys: [SandboxKeys]

    /// The keys of one type.
    package func keys(_ type: SandboxKeyType) -> SandboxKeys {
        guard let keys = keys.first(where: { $0.type == type }) else {
            preconditionFailure("a sandbox has keys of every type")
        }
        return keys
    }

    /// One line of JSON for scripts: `base_url`, then an object of keys for each type.
    package var json: String {
        let sets = keys.map { keys in
            let members = keys.members.map { "\"\($0.name)\":\(JSONText.quoted($0.value))" }
            return "\"\(keys.type.rawValue)\":{\(members.joined(separator: ","))}"
        }
        return "{\"base_url\":\(JSONText.quoted(baseURL)),\(sets.joined(separator: ","))}"
    }
}

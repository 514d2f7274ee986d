// SPDX-License-Identifier: Apache-2.0

/// What tells one connection's data from another's: its type and the settings that decide what it
/// answers, never its secrets.
package struct ConnectionIdentity: Sendable, Hashable {
    /// One setting of the identity.
    package struct Setting: Sendable, Hashable {
        /// As the connection's option is called, `client_id`.
        package let key: String
        /// The value in force.
        package let value: String

        /// Names a setting.
        package init(_ key: String, _ value: String) {
            self.key = key
            self.value = value
        }
    }

    /// The connection's name in `fjord.yaml`; not part of the identity.
    package let name: String
    /// `vipps`, `sandbox`.
    package let type: String
    /// In the order of their keys.
    package let settings: [Setting]

    /// Describes a connection; the order of `settings` does not matter.
    package init(name: String, type: String, settings: [Setting]) {
        self.name = name
        self.type = type
        self.settings = settings.sorted { $0.key < $1.key }
    }

    /// The identity as state records it: one line of `type key=value …`, with spaces and line ends
    /// in values escaped.
    package var text: String {
        ([type] + settings.map { "\($0.key)=\(Self.escaped($0.value))" }).joined(separator: " ")
    }

    /// Several identities as one, in order of the connections' names.
    package static func text(of connections: [ConnectionIdentity]) -> String {
        connections.sorted { $0.name < $1.name }.map(\.text).joined(separator: "\n")
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("%", with: "%25").replacing(" ", with: "%20").replacing("\n", with: "%0A")
    }
}

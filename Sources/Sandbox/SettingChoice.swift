// SPDX-License-Identifier: Apache-2.0

/// A setting with a few named values.
struct SettingChoice: Sendable {
    let names: [String]
    let text: @Sendable (SandboxSettings) -> String
    /// False for a name that is none.
    let read: @Sendable (String, inout SandboxSettings) -> Bool

    init<Value: RawRepresentable<String> & CaseIterable & Sendable>(
        _ path: any WritableKeyPath<SandboxSettings, Value> & Sendable
    ) {
        names = Value.allCases.map(\.rawValue)
        text = { $0[keyPath: path].rawValue }
        read = { name, settings in
            guard let value = Value(rawValue: name) else { return false }
            settings[keyPath: path] = value
            return true
        }
    }
}

/// Whether something is there.
package enum OnOff: String, Sendable, CaseIterable {
    /// It is there.
    case on
    /// It is not.
    case off
}

/// The published states of the Management API.
package enum ManagementGeneration: String, Sendable, CaseIterable {
    /// July and August 2023: organisation numbers as numbers, bare lists.
    case seed
    /// November 2023: business identifiers, lists of objects.
    case november2023 = "2023"
    /// Product orders of version 2, more about merchants and units.
    case latest
}

/// How the Management API writes MSNs.
package enum MSNType: String, Sendable, CaseIterable {
    /// As its schema says.
    case string
    /// As the examples of its guide show.
    case number
}

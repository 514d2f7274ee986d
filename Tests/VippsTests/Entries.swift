// SPDX-License-Identifier: Apache-2.0

/// Pages of entries as a script sends them.
enum Entries {
    /// One entry; `changes` replace or add members, a value of nil removes one.
    static func entry(_ changes: [String: String?] = [:]) -> String {
        var members = standard
        for (name, value) in changes {
            members.removeAll { $0.name == name }
            if let value { members.append((name, value)) }
        }
        let texts = members.map { "\"\($0.name)\":\($0.value)" }
        return "{\(texts.joined(separator: ","))}"
    }

    /// A page; the flags stand behind the entries.
    static func page(_ entries: String..., flags: String = #""hasMore":false"#)
        -> ScriptedServer.Reply
    {
        .json("{\"items\":[\(entries.joined(separator: ","))],\(flags)}")
    }

    /// The row that `entry()` becomes.
    static let row: [String?] = [
        "418207", "funds", "2026-10-01", "2026-10-01T08:12:45.118302Z", "capture", "48120011934",
        "kiosk-7F3A-0001", "api:718204", "NOK", "249.00", "0.00", "249.00",
    ]

    private static let standard: [(name: String, value: String)] = [
        ("pspReference", #""48120011934""#),
        ("time", #""2026-10-01T08:12:45.118302Z""#),
        ("ledgerDate", #""2026-10-01""#),
        ("entryType", #""capture""#),
        ("reference", #""kiosk-7F3A-0001""#),
        ("currency", #""NOK""#),
        ("amount", "24900"),
        ("recipientHandle", #""api:718204""#),
        ("balanceBefore", "0"),
        ("balanceAfter", "24900"),
    ]
}

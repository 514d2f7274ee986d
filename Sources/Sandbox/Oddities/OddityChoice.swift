// SPDX-License-Identifier: Apache-2.0

/// An oddity and where it is wanted: `gross`, or `gross@418207` for one ledger.
struct OddityChoice: Sendable, Hashable {
    let oddity: Oddities
    /// nil: everywhere.
    let ledgerID: String?

    /// Nil for a name that is in no table, and for a ledger that cannot be one.
    init?(_ text: some StringProtocol) {
        let cut = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = cut.first, let rule = OddityRule.all.first(where: { $0.name == name })
        else { return nil }
        oddity = rule.oddity
        ledgerID = cut.count > 1 ? String(cut[1]) : nil
        if let ledgerID { guard Int(ledgerID).map({ $0 > 0 }) ?? false else { return nil } }
    }
}

/// All oddities of a request: those of the settings and those of its header.
struct OddityList: Sendable, Hashable {
    private let choices: [OddityChoice]

    /// Nil for what the table does not have.
    init?(_ texts: [some StringProtocol]) {
        var choices: [OddityChoice] = []
        for text in texts {
            guard let choice = OddityChoice(text) else { return nil }
            choices.append(choice)
        }
        self.choices = choices
    }

    init(choices: [OddityChoice] = []) {
        self.choices = choices
    }

    func adding(_ other: OddityList) -> OddityList {
        OddityList(choices: choices + other.choices)
    }

    /// What is wanted on one ledger.
    func on(_ ledger: Ledger) -> Oddities {
        choices.reduce(into: []) { set, choice in
            if choice.ledgerID ?? ledger.id == ledger.id { set.formUnion(choice.oddity) }
        }
    }

    /// What is wanted of one sales unit.
    func on(msn: String) -> Oddities {
        choices.reduce(into: []) { set, choice in
            if choice.ledgerID ?? msn == msn { set.formUnion(choice.oddity) }
        }
    }

    /// What is wanted wherever no ledger is meant.
    var everywhere: Oddities {
        choices.reduce(into: []) { set, choice in
            if choice.ledgerID == nil { set.formUnion(choice.oddity) }
        }
    }
}

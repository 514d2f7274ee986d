// SPDX-License-Identifier: Apache-2.0

import NIOCore

@testable import Sandbox

/// The entries of one ledger under some oddities, read past server and pages.
struct OddWorld {
    let ledger: Ledger
    let sheets: DaySheets
    private let numbering: EntryNumbering

    init(seed: Int, ledger index: Int, entriesPerDay: Int, _ oddities: Oddities) {
        var settings = SandboxSettings()
        settings.seed = seed
        settings.entriesPerDay = entriesPerDay
        ledger = Ledger(index: index, root: RandomKey(seed: seed)).under(oddities)
        sheets = DaySheets(entriesPerDay: entriesPerDay)
        numbering = EntryNumbering(settings: settings, ledger: index)
    }

    var days: LedgerDays { LedgerDays(ledger: ledger, entriesPerDay: 1) }

    func rows(_ topic: Topic, _ date: SandboxDate) -> [Row] {
        let view = DayView(sheets.sheet(ledger, date), openAt: nil)
        let span = PageSpan(view: view, range: 0..<view.entryCount(topic, numbering: numbering))
        let template = EntryTemplate(
            ledger: ledger,
            date: date,
            numbering: numbering,
            includesPersonalData: false
        )
        let items = span.write(topic, template, to: JSONWriter(capacity: 4_096)).finished()
        return EntryMembers.entries(of: items.readableBytesView).map(Row.init)
    }

    /// The numbers and names that balances are about.
    struct Row: Equatable {
        let type: String
        let pspReference: String
        let time: String
        let amount: Int64
        let before: Int64
        let after: Int64
        let currency: String

        init(_ entry: EntryMembers) {
            type = entry.text("entryType") ?? ""
            pspReference = entry.text("pspReference") ?? ""
            time = entry.text("time") ?? ""
            amount = entry.integer("amount") ?? .min
            before = entry.integer("balanceBefore") ?? .min
            after = entry.integer("balanceAfter") ?? .min
            currency = entry.text("currency") ?? ""
        }

        var isPayout: Bool { type == "payout-scheduled" || type == "scheduled-for-payout" }
    }
}

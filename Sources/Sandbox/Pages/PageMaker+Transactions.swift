// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// Dates of a ledger as version 1 pages through them.
struct TransactionRange: Hashable, Sendable {
    var date: SandboxDate
    let last: SandboxDate
    /// Rows of `date` that were given.
    var offset = 0

    init(date: SandboxDate, last: SandboxDate) {
        self.date = date
        self.last = last
    }

    /// Takes apart what `number` put together.
    init(number: Int) {
        date = SandboxDate(days: number >> 45)
        last = SandboxDate(days: number >> 28 & 0x1_ffff)
        offset = number & 0xfff_ffff
    }

    /// For cursors.
    var number: Int { date.days << 45 | last.days << 28 | offset }
}

extension PageMaker {
    /// Up to `limit` rows, and where the next page begins; nil when there is none.
    func transactions(
        of ledger: Ledger,
        _ range: TransactionRange?,
        limit: Int
    ) async throws -> (rows: [String], next: TransactionRange?) {
        guard let range else { return ([], nil) }
        return try await threads.runIfActive { [self] in
            var place = range
            var rows: [String] = []
            while place.date <= place.last {
                let all = transactionRows(of: ledger, place.date)
                let part = all.dropFirst(place.offset).prefix(limit - rows.count)
                rows += part
                guard place.offset + part.count == all.count else {
                    place.offset += part.count
                    return (rows, place)
                }
                place.date = place.date.advanced(by: 1)
                place.offset = 0
            }
            return (rows, nil)
        }
    }

    /// All rows of a closed date, made from its entries on both topics.
    private func transactionRows(of ledger: Ledger, _ date: SandboxDate) -> [String] {
        let key = TransactionKey(ledger: ledger.index, oddities: ledger.oddities, date: date)
        if let rows = keptTransactions.value(key) { return rows }
        let view = DayView(sheets.sheet(ledger, date), openAt: nil)
        let day = TransactionDay(
            ledger: ledger,
            date: date,
            isDecimal: settings.v1 == .decimals,
            funds: entries(.funds, of: view),
            fees: entries(.fees, of: view)
        )
        let rows = day.rows()
        keptTransactions.keep(rows, for: key, cost: 200 + rows.count * 400)
        return rows
    }

    private func entries(_ topic: Topic, of view: DayView) -> [EntryMembers] {
        let span = PageSpan(view: view, range: 0..<entryCount(topic, in: view))
        let template = EntryTemplate(
            ledger: view.sheet.ledger,
            date: view.sheet.date,
            numbering: EntryNumbering(settings: settings, ledger: view.sheet.ledger.index),
            includesPersonalData: false
        )
        let items = span.write(topic, template, to: JSONWriter(capacity: 4_096)).finished()
        return EntryMembers.entries(of: items.readableBytesView)
    }
}

/// A date whose rows are kept.
struct TransactionKey: Hashable, Sendable {
    let ledger: Int
    let oddities: Oddities
    let date: SandboxDate
}

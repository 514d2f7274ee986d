// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Folds the entries of funds, in their order, into one row per payout.
///
/// ```
/// ... payout | capture capture refund fees-retained payout | capture ...
///            '------------- one row of output ------------'
/// ```
///
/// Every entry belongs to exactly one period, that of the next payout of its ledger; no amount is left out. Those
/// behind the last payout belong to a payout that is still to come, and give no row.
struct PayoutFold: OrderedTransform {
    static let spec = StageSpec("vipps.payouts", "Entries of funds to payouts.")

    private var periods: [String: PayoutPeriod] = [:]
    private var findings = PayoutFindings()

    init(_ options: StageOptions) {}

    init() {}

    func outputSchema(for input: Schema) -> Schema { Payout.schema }

    mutating func apply(_ batch: RecordBatch) throws -> TransformResult {
        let entries = PayoutEntries(batch)
        var payouts: [Payout] = []
        var row = 0
        while row < batch.rowCount {
            // Entries of one ledger stand together: its period is looked up once for all of them.
            let end = entries.endOfLedger(from: row)
            let ledger = entries.ledger(row)
            var period = periods[ledger] ?? PayoutPeriod(ledger: ledger)
            for row in row..<end {
                let end = try period.take(entries, row, &findings)
                if let end, end.isWanted { payouts.append(end.payout) }
            }
            periods[ledger] = period
            row = end
        }
        return .rows(Payout.batch(payouts))
    }

    mutating func finish() -> [Finding] { findings.all }
}

/// The entries since the last payout of one ledger.
struct PayoutPeriod: Sendable {
    /// What the entry of a payout closes.
    struct End: Sendable {
        let payout: Payout
        /// Whether the payout lies in the window.
        let isWanted: Bool
    }

    private let ledger: String
    private var from: Int32?
    private var currency: Currency?
    /// Before the first entry; nil while no entry has told.
    private var opening: Int128?
    /// What the last payout left, for a period whose entries tell no balance.
    private var carried: Int128?
    private var total: Int128 = 0
    private var sums = [Int128](repeating: 0, count: EntryKind.allCases.count)
    private var entryCount = 0
    private var lastPayout: (date: Int32, name: String)?

    init(ledger: String) {
        self.ledger = ledger
    }

    /// Adds an entry.
    ///
    /// - Returns: The payout, if the entry is one.
    /// - Throws: `RowError` for a currency that is not the ledger's, and a sum beyond 64 bits.
    mutating func take(
        _ entries: PayoutEntries,
        _ row: Int,
        _ findings: inout PayoutFindings
    ) throws(RowError) -> End? {
        let date = entries.date(row)
        try check(entries, row)
        if from == nil { from = entries.periodStart(row) ?? date }
        let kind = entries.kind(row)
        if let lastPayout, date <= lastPayout.date, from.map({ $0 > date }) ?? true {
            findings.noteBehindPayout(kind, ledger: ledger, lastPayout.name, date)
            from = date
        }
        let amount = amount(entries, row, &findings)
        if opening == nil { opening = startingBalance(entries, row, amount) }
        total += amount
        sums[kind.rawValue] += amount
        entryCount += 1
        return kind == .payout ? try close(entries, row, &findings) : nil
    }

    private mutating func check(_ entries: PayoutEntries, _ row: Int) throws(RowError) {
        guard let found = entries.currency(row) else { return }
        let known = currency ?? found
        currency = known
        if found != known {
            throw VippsFault.otherCurrency(found, than: known, ledger: ledger, row: row)
        }
    }

    private func amount(
        _ entries: PayoutEntries,
        _ row: Int,
        _ findings: inout PayoutFindings
    ) -> Int128 {
        if let amount = entries.amount(row) { return amount }
        findings.noteMissingAmount(ledger: ledger, entries.date(row))
        guard let before = entries.before(row), let after = entries.after(row) else { return 0 }
        return after - before
    }

    /// The balance before the first entry of the period, as far as this one tells it.
    private func startingBalance(
        _ entries: PayoutEntries,
        _ row: Int,
        _ amount: Int128
    ) -> Int128? {
        (entries.before(row) ?? entries.after(row).map { $0 - amount }).map { $0 - total }
    }

    private mutating func close(
        _ entries: PayoutEntries,
        _ row: Int,
        _ findings: inout PayoutFindings
    ) throws(RowError) -> End {
        let date = entries.date(row)
        let opening = opening ?? carried
        var payout = Payout(ledger: ledger, number: entries.payoutNumber(row), date: date)
        payout.from = from ?? date
        payout.currency = currency
        payout.opening = opening
        payout.sums = sums
        payout.closing = opening.map { $0 + total }
        payout.entryCount = entryCount
        payout.reference = entries.reference(row)
        payout.time = entries.time(row)
        guard payout.fits else { throw VippsFault.payoutTooLarge(payout.name, row: row) }
        let isWanted = entries.windowStart(row).map { $0 <= date } ?? true
        if isWanted { findings.judge(payout, carried: carried, vendor: entries.after(row)) }
        startAnew(after: payout, leaving: entries.after(row) ?? payout.closing)
        return End(payout: payout, isWanted: isWanted)
    }

    private mutating func startAnew(after payout: Payout, leaving balance: Int128?) {
        lastPayout = (payout.date, payout.name)
        from = payout.date + 1
        opening = nil
        carried = balance
        total = 0
        sums = [Int128](repeating: 0, count: EntryKind.allCases.count)
        entryCount = 0
    }
}

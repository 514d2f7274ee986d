// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// One payout and what happened since the one before it, in minor units.
///
/// `opening + movements - paidOut = closing`, always: the closing balance is what the entries come to.
struct Payout: Sendable {
    let ledger: String
    /// Nil if the entry names none.
    let number: String?
    let date: Int32
    var from: Int32
    /// Nil if no entry of the period has an amount.
    var currency: Currency?
    /// Nil if no entry of the period, nor the payout before, tells a balance.
    var opening: Int128?
    /// Signed as on the ledger, by `EntryKind.rawValue`.
    var sums: [Int128] = []
    var closing: Int128?
    var entryCount = 0
    var reference: String?
    var time: Int64?

    init(ledger: String, number: String?, date: Int32) {
        self.ledger = ledger
        self.number = number
        self.date = date
        from = date
    }

    /// What was paid: positive, though it leaves the ledger.
    var paid: Int128 { -sums[EntryKind.payout.rawValue] }

    /// The payout as findings and errors name it.
    var name: String {
        number.map { "payout \($0)" } ?? "the payout of \(CalendarDate(daysSinceEpoch: date))"
    }

    /// Whether all amounts fit into 64 bits.
    var fits: Bool {
        amounts.allSatisfy { amount in amount.map { Int64(exactly: $0) != nil } ?? true }
    }

    /// The columns of the rows.
    static let schema = Schema(
        [
            Field("ledgerId", .text), Field("payoutNumber", .text), Field("ledgerDate", .date),
            Field("periodFrom", .date), Field("periodTo", .date), Field("currency", .text),
        ] + amountNames.map { Field($0, .money) } + [
            Field("entryCount", .int64), Field("reference", .text), Field("time", .timestamp),
        ]
    )

    private static let amountNames =
        ["openingBalance"] + EntryKind.movements.map(\.column)
        + [EntryKind.payout.column, "closingBalance"]

    /// The amounts in the order of their columns.
    private var amounts: [Int128?] {
        [opening] + EntryKind.movements.map { sums[$0.rawValue] } + [paid, closing]
    }

    /// The rows of payouts, in their order.
    static func batch(_ payouts: [Payout]) -> RecordBatch {
        let amounts = payouts.map(\.amounts)
        let money = amountNames.indices.map { index in
            Self.money(zip(payouts, amounts).map { ($1[index], $0.currency) })
        }
        let dates = [payouts.map(\.date), payouts.map(\.from), payouts.map(\.date)].map { days in
            Column.date(Date32Array(Values(days)))
        }
        return RecordBatch(
            schema: schema,
            columns: [
                .text(TextArray(payouts.map(\.ledger))), .text(TextArray(payouts.map(\.number))),
            ] + dates + [.text(TextArray(payouts.map { $0.currency?.description }))] + money + [
                .int64(Int64Array(Values(payouts.map { Int64($0.entryCount) }))),
                .text(TextArray(payouts.map(\.reference))),
                .timestamp(TimestampArray(payouts.map(\.time))),
            ],
            rowCount: payouts.count,
            origin: BatchOrigin(partition: nil, runs: [])
        )
    }

    private static func money(_ amounts: [(minorUnits: Int128?, currency: Currency?)]) -> Column {
        let present = amounts.map { amount in
            amount.currency == nil ? nil : amount.minorUnits.map { Int64(truncatingIfNeeded: $0) }
        }
        return .money(
            MoneyArray(
                Values(present.map { $0 ?? 0 }),
                .perSlot(Values(amounts.map { $0.currency?.code ?? 0 })),
                validity: present.contains(nil) ? Bitmap(present.map { $0 != nil }) : nil
            )
        )
    }
}

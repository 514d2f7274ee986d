// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Payouts, each with what it is made of, derived from the entries of funds.
struct PayoutsStage: FetchStage {
    static let spec = StageSpec(
        "vipps.payouts",
        "One row per payout: its period, the sums of what happened in it, and the amount paid.",
        options: LedgerChoice.options + [
            .choice(
                "rows",
                "One row per payout, or all entries of its period, each with the payout's number.",
                ["payouts", "entries"]
            )
        ],
        connection: ConnectionNeed(type: "vipps", sandboxKeys: "accounting"),
        example: """
            - id: payouts
              fetch: vipps.payouts
              ledgers: all
            """
    )
    static let isDated = true

    private let choice: LedgerChoice
    private let givesEntries: Bool
    private let shape = EntryShape(
        JSONDecodePlan(
            recordPath: ["items"],
            columns: LedgerEntries.columns + PayoutContext.columns.map { .constant($0) }
        ),
        totalling: "amount"
    )

    init(_ options: StageOptions) throws {
        choice = try LedgerChoice(options)
        givesEntries = options.text("rows") == "entries"
    }

    var schema: Schema? { shape.schema }

    var following: FollowingTransform? {
        givesEntries ? .wholeRun(PayoutMembers()) : .ordered(PayoutFold())
    }

    /// The window's dates of each ledger and those before it back to the payout before, by date and ledger.
    func partitions(in context: FetchContext) async throws -> [Partition] {
        guard let window = context.window else { return [] }
        let connection = context.vipps
        let ledgers = try await choice.ledgers(over: connection)
        let starts = try await PayoutSearch.starts(of: ledgers, before: window, connection)
        guard let first = starts.values.map(\.date).min() else { return [] }
        return DateWindow(first: first, last: window.last).days.flatMap { date in
            ledgers.compactMap { ledger in
                guard let start = starts[ledger.id], start.date <= date else { return nil }
                let context = PayoutContext(
                    date: date,
                    window: window.first,
                    period: start.isBehindPayout ? start.date : nil
                )
                return partition(of: ledger, context)
            }
        }
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        guard let date = partition.date, let ledger = partition.constants["ledgerId"] else {
            preconditionFailure("a ledger's partition has a date and a ledger")
        }
        return LedgerDatePages(
            ledger: ledger,
            topic: .funds,
            date: date,
            withPersonalData: false,
            connection: context.vipps
        )
    }

    func makeDecoder() -> any PageDecoder {
        EntryDecoder(shape)
    }

    private func partition(of ledger: Ledger, _ context: PayoutContext) -> Partition {
        Partition(
            key: "\(ledger.id)/funds/\(context.date)",
            date: context.date,
            constants: ["ledgerId": ledger.id, "topic": LedgerTopic.funds.rawValue]
                .merging(context.constants) { $1 }
        )
    }
}

/// What folding entries into payouts has to know beside the entries; it travels as columns of theirs.
struct PayoutContext {
    static let columns = ["readDate", "windowStart", "periodStart"]

    /// The ledger date that was asked for.
    let date: CalendarDate
    /// The first date whose payouts are wanted.
    let window: CalendarDate
    /// The date after the payout before; nil if there is none, since the ledger's first entry decides then.
    let period: CalendarDate?

    var constants: [String: String] {
        let dates = [date, window] + (period.map { [$0] } ?? [])
        return Dictionary(uniqueKeysWithValues: zip(Self.columns, dates.map(\.description)))
    }
}

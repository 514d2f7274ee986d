// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Transactions with their fees, as the first version of the Report API gave them.
struct LedgerTransactionsStage: FetchStage {
    static let spec = StageSpec(
        "vipps.ledger_transactions",
        "Transactions with their fees from the first Report API, which the vendor removed in May 2024.",
        options: LedgerChoice.options + [
            .choice(
                "partition",
                "How the window is asked for: date by date, or all its dates at once, ledger by ledger.",
                ["dates", "window"]
            ),
            .optionalText(
                "in_payout",
                "Read what this payout paid, by its number, instead of the window's ledger dates."
            ),
            .optionalText(
                "since_payout",
                "Read what came after this payout, by its number, instead of the window's ledger dates."
            ),
            .choice(
                "amounts",
                "How the server writes amounts: 24900 in minor units, or 249.00 in major ones.",
                ["minor", "major"]
            ),
            .bool(
                "sales_unit_names",
                "Add a column 'salesUnitName' with the names that the list of ledgers has.",
                default: false
            ),
            .bool(
                "extra",
                "Keep fields that are not listed here in a column 'extra'.",
                default: false
            ),
        ],
        connection: ConnectionNeed(type: "vipps", sandboxKeys: "accounting"),
        example: """
            - id: transactions
              fetch: vipps.ledger_transactions
              ledgers: all
            """
    )
    static let isDated = true

    private static let amounts = ["grossAmount", "fee", "ledgerAmount"]

    private let choice: LedgerChoice
    private let shape: EntryShape
    /// The payout that all is read of; nil for the window's dates.
    private let payout: TransactionSelection?
    private let readsWindow: Bool

    init(_ options: StageOptions) throws {
        choice = try LedgerChoice(options)
        payout = try TransactionSelection(payoutIn: options)
        readsWindow = options.text("partition") == "window"
        let isMajor = options.text("amounts") == "major"
        shape = EntryShape(
            JSONDecodePlan(
                recordPath: ["items"],
                columns: Self.columns
                    + Self.amounts.map { name in
                        isMajor
                            ? .field(name, MajorAmounts.type) : .money(name, currency: "currency")
                    }
                    + (options.bool("extra") ? [.extra("extra")] : [])
            ),
            totalling: "ledgerAmount",
            namesUnits: options.bool("sales_unit_names"),
            majorColumns: isMajor ? Self.amounts : []
        )
    }

    var schema: Schema? { shape.schema }

    /// One partition per date and ledger, in this order; for a payout or the whole window one per ledger.
    ///
    /// A date is a partition of its own unless the pipeline asks for less requests, since dates become final one by
    /// one, and are recorded so.
    func partitions(in context: FetchContext) async throws -> [Partition] {
        let ledgers = try await choice.ledgers(over: context.vipps)
        if let selection = wholeSelection(in: context) {
            return ledgers.map { partition(of: $0, selection) }
        }
        return (context.window?.days ?? []).flatMap { date in
            ledgers.map { partition(of: $0, .date(date)) }
        }
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        guard let ledger = partition.constants["ledgerId"],
            let selection = partition.date.map({ .date($0) }) ?? wholeSelection(in: context)
        else { preconditionFailure("a partition names its ledger, and a date unless all is one") }
        return TransactionPages(ledger: ledger, selection, connection: context.vipps)
    }

    /// What one chain of requests per ledger asks for; nil if there is one per date.
    private func wholeSelection(in context: FetchContext) -> TransactionSelection? {
        payout ?? (readsWindow ? context.window.map { .window($0) } : nil)
    }

    func makeDecoder() -> any PageDecoder {
        EntryDecoder(shape)
    }

    private func partition(of ledger: Ledger, _ selection: TransactionSelection) -> Partition {
        Partition(
            key: "\(ledger.id)/transactions/\(selection.key)",
            date: selection.date,
            constants: ["ledgerId": ledger.id],
            detail: LedgerDetail(unitNames: ledger.unitNames)
        )
    }

    /// - Source: The vendor's Report API guide of 2023; the amounts follow.
    private static let columns: [JSONDecodePlan.Column] = [
        .field("ledgerId", .text),
        .field("ledgerDate", .date),
        .field("timestamp", .timestamp),
        .field("transactionType", .text),
        .field("transactionId", .text),
        .field("orderId", .text),
        .field("recipientHandle", .text),
        .field("currency", .text),
    ]
}

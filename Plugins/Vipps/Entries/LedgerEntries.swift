// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// What `vipps.funds` and `vipps.fees` have in common: the entries of one topic, by ledger date or as a feed.
struct LedgerEntries: Sendable {
    static let options: [OptionSpec] =
        LedgerChoice.options + [
            .choice(
                "partition",
                "What is read: the window's ledger dates, or the feed from where the last committed run "
                    + "ended.",
                ["dates", "feed"]
            ),
            .bool(
                "sales_unit_names",
                "Add a column 'salesUnitName' with the names that the list of ledgers has.",
                default: false
            ),
            .bool(
                "personal_data",
                "Ask for names, masked phone numbers and messages of payers; whoever asks answers for them.",
                default: false
            ),
            .bool(
                "extra",
                "Keep fields that are not listed here in a column 'extra'.",
                default: false
            ),
        ]

    let topic: LedgerTopic
    let shape: EntryShape
    private let choice: LedgerChoice
    private let readsFeed: Bool
    private let withPersonalData: Bool

    init(_ topic: LedgerTopic, _ options: StageOptions) throws {
        self.topic = topic
        choice = try LedgerChoice(options)
        readsFeed = options.text("partition") == "feed"
        withPersonalData = options.bool("personal_data")
        let plan = JSONDecodePlan(
            recordPath: ["items"],
            columns: Self.columns
                + (withPersonalData ? Self.personalColumns : [])
                + (options.bool("extra") ? [.extra("extra")] : [])
        )
        shape = EntryShape(
            plan,
            totalling: "amount",
            namesUnits: options.bool("sales_unit_names")
        )
    }

    /// Whether these options ask for the feed.
    static func isFeed(_ option: (_ name: String) -> String?) -> Bool {
        option("partition") == "feed"
    }

    /// What sees to it that an entry of a feed is taken once.
    var following: FollowingTransform? { readsFeed ? .ordered(FeedRepeats()) : nil }

    /// One partition per date, ledger and topic, in this order; for feeds one per ledger and topic.
    ///
    /// - Throws: `vipps-unknown-ledger` for a ledger that is asked for and not on the vendor's list.
    func partitions(in context: FetchContext) async throws -> [Partition] {
        let wanted = try await choice.ledgers(over: context.vipps)
        guard !readsFeed else { return wanted.map { partition(of: $0, on: nil) } }
        return (context.window?.days ?? []).flatMap { date in
            wanted.map { partition(of: $0, on: date) }
        }
    }

    /// The pages of one of these partitions.
    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        guard let ledger = partition.constants["ledgerId"] else {
            preconditionFailure("a partition names its ledger")
        }
        guard let date = partition.date else {
            return FeedPages(
                ledger: ledger,
                topic: topic,
                from: context.cursors[partition.key],
                withPersonalData: withPersonalData,
                connection: context.vipps,
                findings: context.findings
            )
        }
        return LedgerDatePages(
            ledger: ledger,
            topic: topic,
            date: date,
            withPersonalData: withPersonalData,
            connection: context.vipps
        )
    }

    private func partition(of ledger: Ledger, on date: CalendarDate?) -> Partition {
        Partition(
            key: "\(ledger.id)/\(topic.rawValue)/\(date?.description ?? "feed")",
            date: date,
            constants: ["ledgerId": ledger.id, "topic": topic.rawValue],
            detail: LedgerDetail(unitNames: ledger.unitNames)
        )
    }

    /// - Source: The vendor's Report API guide; the first two are Fjord's own.
    static let columns: [JSONDecodePlan.Column] = [
        .constant("ledgerId"),
        .constant("topic"),
        .field("ledgerDate", .date),
        .field("time", .timestamp),
        .field("entryType", .text),
        .field("pspReference", .text),
        .field("reference", .text),
        .field("recipientHandle", .text),
        .field("currency", .text),
        .money("amount", currency: "currency"),
        .money("balanceBefore", currency: "currency"),
        .money("balanceAfter", currency: "currency"),
    ]

    /// - Source: The vendor's Report API guide.
    private static let personalColumns: [JSONDecodePlan.Column] = [
        .field("name", .text),
        .field("maskedPhoneNo", .text),
        .field("message", .text),
    ]
}

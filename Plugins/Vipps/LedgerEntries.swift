// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// What `vipps.funds` and `vipps.fees` have in common: the entries of one topic, by ledger date.
struct LedgerEntries: Sendable {
    static let options: [OptionSpec] = [
        OptionSpec(
            "ledgers",
            .textListOr(word: "all"),
            "The ledger ids to read; 'all' takes every ledger that the keys reach.",
            default: "all"
        ),
        .bool(
            "personal_data",
            "Ask for names, masked phone numbers and messages of payers; whoever asks answers for them.",
            default: false
        ),
        .bool("extra", "Keep fields that are not listed here in a column 'extra'.", default: false),
    ]

    let topic: LedgerTopic
    let plan: JSONDecodePlan
    private let ledgers: [String]?
    private let withPersonalData: Bool

    init(_ topic: LedgerTopic, _ options: StageOptions) {
        self.topic = topic
        ledgers = options.texts("ledgers")
        withPersonalData = options.bool("personal_data")
        plan = JSONDecodePlan(
            recordPath: ["items"],
            columns: Self.columns
                + (withPersonalData ? Self.personalColumns : [])
                + (options.bool("extra") ? [.extra("extra")] : [])
        )
    }

    /// One partition per date, ledger and topic, in this order.
    ///
    /// - Throws: `vipps-unknown-ledger` for a ledger that is asked for and not on the vendor's list.
    func partitions(in context: FetchContext) async throws -> [Partition] {
        let known = try await context.vipps.ledgers().map(\.id).sorted()
        guard !known.isEmpty else { throw VippsFault.noLedgers() }
        for ledger in ledgers ?? [] where !known.contains(ledger) {
            throw VippsFault.unknownLedger(ledger, known: known)
        }
        let wanted = ledgers.map { Set($0).sorted() } ?? known
        return (context.window?.days ?? []).flatMap { date in
            wanted.map { partition(of: $0, on: date) }
        }
    }

    /// The pages of one of these partitions.
    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        guard let date = partition.date, let ledger = partition.constants["ledgerId"] else {
            preconditionFailure("a ledger's partition has a date and a ledger")
        }
        return LedgerDatePages(
            ledger: ledger,
            topic: topic,
            date: date,
            withPersonalData: withPersonalData,
            connection: context.vipps
        )
    }

    private func partition(of ledger: String, on date: CalendarDate) -> Partition {
        Partition(
            key: "\(ledger)/\(topic.rawValue)/\(date)",
            date: date,
            constants: ["ledgerId": ledger, "topic": topic.rawValue]
        )
    }

    /// - Source: `vipps-api.md`, section 2.5; the first two are Fjord's own.
    private static let columns: [JSONDecodePlan.Column] = [
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

    /// - Source: `vipps-api.md`, section 2.7.
    private static let personalColumns: [JSONDecodePlan.Column] = [
        .field("name", .text),
        .field("maskedPhoneNo", .text),
        .field("message", .text),
    ]
}

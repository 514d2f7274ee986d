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
    private let options: StageOptions
    private let withPersonalData: Bool

    init(_ topic: LedgerTopic, _ options: StageOptions) throws {
        self.topic = topic
        self.options = options
        if options.texts("ledgers")?.isEmpty == true { throw VippsFault.emptyLedgerList(options) }
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
        let wanted = try await ledgers(over: context.vipps)
        return (context.window?.days ?? []).flatMap { date in
            wanted.map { partition(of: $0, on: date) }
        }
    }

    /// The ids of the ledgers to read, each once, sorted.
    private func ledgers(over connection: VippsConnection) async throws -> [String] {
        let known = Set(try await connection.ledgers().map(\.id))
        guard !known.isEmpty else { throw VippsFault.noLedgers(connection.keyType) }
        let asked = options.texts("ledgers").map { Set($0) } ?? known
        if let unknown = asked.subtracting(known).sorted().first {
            throw VippsFault.unknownLedger(unknown, known: known.sorted(), options)
        }
        return asked.sorted()
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

    /// - Source: The vendor's Report API guide; the first two are Fjord's own.
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

    /// - Source: The vendor's Report API guide.
    private static let personalColumns: [JSONDecodePlan.Column] = [
        .field("name", .text),
        .field("maskedPhoneNo", .text),
        .field("message", .text),
    ]
}

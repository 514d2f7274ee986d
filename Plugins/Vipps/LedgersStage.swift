// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The ledgers that the keys reach.
struct LedgersStage: FetchStage {
    static let spec = StageSpec(
        "vipps.ledgers",
        "The ledgers that the keys reach, with owner, bank account and sales units.",
        .bool("extra", "Keep fields that are not listed here in a column 'extra'.", default: false),
        connection: ConnectionNeed(type: "vipps", sandboxKeys: "accounting"),
        example: """
            - id: ledgers
              fetch: vipps.ledgers
            """
    )
    static let isDated = false

    private let plan: JSONDecodePlan

    init(_ options: StageOptions) {
        plan = JSONDecodePlan(
            recordPath: ["items"],
            columns: Self.columns + (options.bool("extra") ? [.extra("extra")] : [])
        )
    }

    var schema: Schema? { plan.schema }

    func partitions(in context: FetchContext) throws -> [Partition] {
        let keyType = context.vipps.keyType
        guard keyType.readsLedgers else { throw VippsFault.cannotReadLedgers(keyType) }
        return [Partition(key: "ledgers", date: nil)]
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        LedgerPages(connection: context.vipps)
    }

    func makeDecoder() -> any PageDecoder {
        RecordPageDecoder(plan, totalling: nil)
    }

    /// - Source: The vendor's Report API guide.
    private static let columns: [JSONDecodePlan.Column] = [
        .field("ledgerId", .text),
        .field("currency", .text),
        .field("owner.scheme", .text),
        .field("owner.id", .text),
        .field("payoutBankAccount.scheme", .text),
        .field("payoutBankAccount.id", .text),
        .field("settlesForRecipientHandles", .json),
        .field("salesUnits", .json),
    ]
}

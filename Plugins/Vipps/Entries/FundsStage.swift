// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Entries of what the vendor owes: captures, refunds, retained fees, payouts, by ledger date.
struct FundsStage: FetchStage {
    static let spec = StageSpec(
        "vipps.funds",
        "Entries of what the vendor owes: captures, refunds, retained fees, payouts, by ledger date.",
        options: LedgerEntries.options,
        connection: ConnectionNeed(type: "vipps", sandboxKeys: "accounting"),
        example: """
            - id: entries
              fetch: vipps.funds
              ledgers: all
            """
    )
    static let isDated = true

    private let entries: LedgerEntries

    init(_ options: StageOptions) throws {
        entries = try LedgerEntries(.funds, options)
    }

    static func isFeed(_ option: (_ name: String) -> String?) -> Bool {
        LedgerEntries.isFeed(option)
    }

    var schema: Schema? { entries.shape.schema }

    var following: FollowingTransform? { entries.following }

    func partitions(in context: FetchContext) async throws -> [Partition] {
        try await entries.partitions(in: context)
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        entries.pages(of: partition, in: context)
    }

    func makeDecoder() -> any PageDecoder {
        EntryDecoder(entries.shape)
    }
}

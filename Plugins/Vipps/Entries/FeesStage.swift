// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Entries of what the merchant owes: fees as booked, and how they were settled, by ledger date.
struct FeesStage: FetchStage {
    static let spec = StageSpec(
        "vipps.fees",
        "Entries of what the merchant owes: fees as booked, and how they were settled, by ledger date.",
        options: LedgerEntries.options,
        connection: ConnectionNeed(type: "vipps", sandboxKeys: "accounting"),
        example: """
            - id: entries
              fetch: vipps.fees
              ledgers: all
            """
    )
    static let isDated = true

    private let entries: LedgerEntries

    init(_ options: StageOptions) throws {
        entries = try LedgerEntries(.fees, options)
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

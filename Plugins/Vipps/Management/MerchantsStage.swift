// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The merchants that the keys reach.
struct MerchantsStage: FetchStage {
    static let spec = StageSpec(
        "vipps.merchants",
        "The merchants that the keys reach; the vendor has only proposed this list, and may not "
            + "offer it.",
        ManagementOptions.extra,
        connection: ConnectionNeed(type: "vipps", sandboxKeys: "management"),
        example: """
            - id: merchants
              fetch: vipps.merchants
            """
    )
    static let isDated = false

    private let columns: [JSONDecodePlan.Column]

    init(_ options: StageOptions) {
        columns = options.columns(Self.columns)
    }

    var schema: Schema? { Schema(columns) }

    func partitions(in context: FetchContext) throws -> [Partition] {
        try context.vipps.keyType.checkReach(of: .merchants)
        return [Partition(key: "merchants", date: nil)]
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        ManagementPages(.merchants, in: context)
    }

    func makeDecoder() -> any PageDecoder {
        ReshapedPageDecoder(.merchants, columns: columns)
    }

    /// - Source: The vendor's Management API guide.
    private static let columns: [JSONDecodePlan.Column] = [
        .field("businessIdentifier.scheme", .text),
        .field("businessIdentifier.id", .text),
        .field("name", .text),
    ]
}

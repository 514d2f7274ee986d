// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Who the partner is whose keys these are.
struct PartnerStage: FetchStage {
    static let spec = StageSpec(
        "vipps.partner",
        "The partner whose keys these are, one row; the vendor has only proposed it, and may not "
            + "offer it.",
        ManagementOptions.extra,
        connection: ConnectionNeed(type: "vipps", sandboxKeys: "partner"),
        example: """
            - id: partner
              fetch: vipps.partner
            """
    )
    static let isDated = false

    private let columns: [JSONDecodePlan.Column]

    init(_ options: StageOptions) {
        columns = options.columns(Self.columns)
    }

    var schema: Schema? { Schema(columns) }

    func partitions(in context: FetchContext) throws -> [Partition] {
        try context.vipps.keyType.checkReach(of: .partner)
        return [Partition(key: "partner", date: nil)]
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        ManagementPages(.partner, in: context)
    }

    func makeDecoder() -> any PageDecoder {
        ReshapedPageDecoder(.partner, columns: columns)
    }

    /// - Source: The vendor's Management API guide.
    private static let columns: [JSONDecodePlan.Column] = [
        .field("partnerId", .text),
        .field("name", .text),
        .field("level", .text),
        .field("partnerContactName", .text),
        .field("partnerContactEmail", .text),
        .field("status", .text),
    ]
}

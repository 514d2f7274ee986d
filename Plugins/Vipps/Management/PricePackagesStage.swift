// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The prices that a partner may offer.
struct PricePackagesStage: FetchStage {
    static let spec = StageSpec(
        "vipps.price_packages",
        "The prices that a partner may offer to merchants, one row each.",
        ManagementOptions.extra,
        connection: ConnectionNeed(type: "vipps", sandboxKeys: "partner"),
        example: """
            - id: prices
              fetch: vipps.price_packages
            """
    )
    static let isDated = false

    private let columns: [JSONDecodePlan.Column]

    init(_ options: StageOptions) {
        columns = options.columns(Self.columns)
    }

    var schema: Schema? { Schema(columns) }

    func partitions(in context: FetchContext) throws -> [Partition] {
        try context.vipps.keyType.checkReach(of: .pricePackages)
        return [Partition(key: "price-packages", date: nil)]
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        ManagementPages(.pricePackages, in: context)
    }

    func makeDecoder() -> any PageDecoder {
        ReshapedPageDecoder(.pricePackages, columns: columns)
    }

    /// - Source: The vendor's Management API guide; the last two came with its specification 2.0.9.
    private static let columns: [JSONDecodePlan.Column] = [
        .field("pricePackageId", .text),
        .field("name", .text),
        .field("description", .text),
        .field("visibleInSignupForm", .boolean),
        .field("productType", .text),
        .field("market", .text),
        .field("commission", .text),
    ]
}

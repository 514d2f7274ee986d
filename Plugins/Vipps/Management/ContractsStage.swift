// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Where the contracts of merchants can be read.
struct ContractsStage: FetchStage {
    static let spec = StageSpec(
        "vipps.contracts",
        "Addresses of merchants' contracts, one row each; the vendor has only proposed them, and "
            + "may not offer them.",
        ManagementOptions.merchants,
        connection: ConnectionNeed(type: "vipps", sandboxKeys: "management"),
        example: """
            - id: contracts
              fetch: vipps.contracts
              merchants: [923456781]
            """
    )
    static let isDated = false

    private let merchants: [BusinessIdentifier]

    init(_ options: StageOptions) throws {
        merchants = try BusinessIdentifier.list(options) ?? []
    }

    var schema: Schema? { Schema(Self.columns) }

    func partitions(in context: FetchContext) throws -> [Partition] {
        try merchants.map { merchant in
            try context.vipps.keyType.checkReach(of: .contracts(of: merchant))
            return merchant.partition
        }
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        ManagementPages(.contracts(of: partition.merchant), in: context)
    }

    func makeDecoder() -> any PageDecoder {
        ReshapedPageDecoder(.contracts, columns: Self.columns)
    }

    /// - Source: The vendor's Management API guide.
    private static let columns: [JSONDecodePlan.Column] =
        BusinessIdentifier.columns + [.field("url", .text)]
}

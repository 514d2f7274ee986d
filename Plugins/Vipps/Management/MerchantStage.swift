// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// What the vendor knows of merchants, each by its business identifier.
struct MerchantStage: FetchStage {
    static let spec = StageSpec(
        "vipps.merchant",
        "Name, status and addresses of merchants, one row each.",
        ManagementOptions.merchants,
        ManagementOptions.extra,
        connection: ConnectionNeed(type: "vipps", sandboxKeys: "management"),
        example: """
            - id: merchant
              fetch: vipps.merchant
              merchants: [923456781, "business:DK:CVR/12345678"]
            """
    )
    static let isDated = false

    private let merchants: [BusinessIdentifier]
    private let columns: [JSONDecodePlan.Column]

    init(_ options: StageOptions) throws {
        merchants = try BusinessIdentifier.list(options) ?? []
        columns = options.columns(Self.columns)
    }

    var schema: Schema? { Schema(columns) }

    func partitions(in context: FetchContext) throws -> [Partition] {
        try merchants.map { merchant in
            try context.vipps.keyType.checkReach(of: .merchant(merchant))
            return merchant.partition
        }
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        ManagementPages(.merchant(partition.merchant), state: "found", in: context)
    }

    func makeDecoder() -> any PageDecoder {
        ReshapedPageDecoder(.merchant, columns: columns)
    }

    /// - Source: The vendor's Management API guide; `state` is Fjord's own.
    private static let columns: [JSONDecodePlan.Column] =
        BusinessIdentifier.columns + [
            .constant("state"),
            .field("name", .text),
            .field("status", .text),
            .field("createdAt", .timestamp),
            .field("updatedAt", .timestamp),
            .field("countryCode", .text),
        ] + address("businessAddress") + address("businessPostAddress")

    private static func address(_ name: String) -> [JSONDecodePlan.Column] {
        [
            .field("\(name).lines", .json),
            .field("\(name).postCode", .text),
            .field("\(name).city", .text),
            .field("\(name).countryCode", .text),
        ]
    }
}

extension BusinessIdentifier {
    /// What is read of this merchant.
    var partition: Partition {
        Partition(key: text, date: nil, constants: constants, detail: self)
    }
}

extension Partition {
    /// The merchant of a partition that was made for one.
    var merchant: BusinessIdentifier {
        guard let merchant = detail as? BusinessIdentifier else {
            preconditionFailure("a merchant's partition names the merchant")
        }
        return merchant
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// How well the integrations of sales units call the vendor, endpoint by endpoint.
struct APIQualityStage: FetchStage {
    static let spec = StageSpec(
        "vipps.api_quality",
        "How many requests of sales units' integrations failed, one row per endpoint, up to 10 "
            + "minutes late; the vendor has only proposed it, and may not offer it.",
        SalesUnitChoice.unitsOption,
        ManagementOptions.extra,
        connection: ConnectionNeed(type: "vipps", sandboxKeys: "management"),
        example: """
            - id: quality
              fetch: vipps.api_quality
            """
    )
    static let isDated = false

    private let choice: SalesUnitChoice
    private let columns: [JSONDecodePlan.Column]

    init(_ options: StageOptions) throws {
        choice = try SalesUnitChoice(options)
        columns = options.columns(Self.columns)
    }

    var schema: Schema? { Schema(columns) }

    func partitions(in context: FetchContext) async throws -> [Partition] {
        try context.vipps.keyType.checkReach(of: .salesUnits)
        return try await choice.numbers(in: context).map {
            Partition(key: $0, date: nil, constants: ["msn": $0])
        }
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        ManagementPages(.apiQuality(of: partition.key), in: context)
    }

    func makeDecoder() -> any PageDecoder {
        ReshapedPageDecoder(.apiQuality, columns: columns)
    }

    /// - Source: The vendor's Management API guide; `method`, `path` and what stands behind the counts are Fjord's own.
    private static let columns: [JSONDecodePlan.Column] =
        [
            .constant("msn"),
            .field("method", .text),
            .field("path", .text),
            .field("endpoint", .text),
            .field("totalRequests", .int64),
            .field("successRate", percentage),
            .field("status200", .int64),
        ] + QualityFigures.failures.map { .field("status\($0)", .int64) } + [
            .field("statusOther", .int64),
            .field("failingRate", percentage),
            .field("sumsAddUp", .boolean),
            .field("rateAgrees", .boolean),
            .field("countsPlausible", .boolean),
        ]

    private static let percentage = DataType.decimal(
        precision: 13,
        scale: QualityFigures.Percentage.scale
    )
}

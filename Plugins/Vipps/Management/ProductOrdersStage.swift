// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Product orders: requests for sales units, and what became of them.
struct ProductOrdersStage: FetchStage {
    static let spec = StageSpec(
        "vipps.product_orders",
        "Orders of sales units and what became of them, one row each.",
        .bool("include_expired", "List orders that expired, too.", default: false),
        .bool(
            "details",
            "Ask for each order instead of taking what the list says.",
            default: false
        ),
        ManagementOptions.extra,
        connection: ConnectionNeed(type: "vipps", sandboxKeys: "management"),
        example: """
            - id: orders
              fetch: vipps.product_orders
              include_expired: true
            """
    )
    static let isDated = false

    private let includesExpired: Bool
    private let hasDetails: Bool
    private let columns: [JSONDecodePlan.Column]

    init(_ options: StageOptions) {
        includesExpired = options.bool("include_expired")
        hasDetails = options.bool("details")
        let first: [JSONDecodePlan.Column] =
            hasDetails
            ? [.constant("productOrderId"), .constant("state")] : [.field("productOrderId", .text)]
        columns = options.columns(first + Self.columns)
    }

    var schema: Schema? { Schema(columns) }

    func partitions(in context: FetchContext) async throws -> [Partition] {
        try context.vipps.keyType.checkReach(of: .productOrders)
        guard hasDetails else { return [Partition(key: "product-orders", date: nil)] }
        return try await ids(in: context).map {
            Partition(key: $0, date: nil, constants: ["productOrderId": $0])
        }
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        guard let id = partition.constants["productOrderId"] else {
            return ManagementPages(.productOrders, query: query, in: context)
        }
        return ManagementPages(.productOrder(id), state: "found", in: context)
    }

    func makeDecoder() -> any PageDecoder {
        ReshapedPageDecoder(hasDetails ? .productOrder : .productOrders, columns: columns)
    }

    private var query: [(name: String, value: String?)] {
        [("includeExpired", includesExpired ? "true" : nil)]
    }

    /// In the order of the list, each once.
    private func ids(in context: FetchContext) async throws -> [String] {
        guard case .found(let body) = try await context.ask(.productOrders, query: query) else {
            return []
        }
        var known: Set<String> = []
        return try ManagementShape.productOrders.read(body, page: 1).enumerated()
            .compactMap { position, order in
                guard let id = order["productOrderId"]?.text else {
                    throw VippsFault.missingOrderID(position, page: 1)
                }
                return known.insert(id).inserted ? id : nil
            }
    }

    /// - Source: The vendor's Management API specification 2.0.9.
    private static let columns: [JSONDecodePlan.Column] = [
        .field("productOrderType", .text),
        .field("productType", .text),
        .field("status", .text),
        .field("businessIdentifier.scheme", .text),
        .field("businessIdentifier.id", .text),
        .field("productOrderUrl", .text),
        .field("salesUnit.msn", .text),
        .field("salesUnit.name", .text),
    ]
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Sales units: all that the keys reach, those of some merchants, or some.
struct SalesUnitsStage: FetchStage {
    static let spec = StageSpec(
        "vipps.sales_units",
        "Sales units with what they may do and where they are settled, one row each.",
        SalesUnitChoice.unitsOption,
        OptionSpec(
            "merchants",
            .textList,
            "Read the sales units of these merchants only, named as in 'vipps.merchant'."
        ),
        .bool(
            "details",
            "Ask for each sales unit; without, only numbers and names are listed.",
            default: true
        ),
        ManagementOptions.extra,
        connection: ConnectionNeed(type: "vipps", sandboxKeys: "management"),
        example: """
            - id: units
              fetch: vipps.sales_units
            """
    )
    static let isDated = false

    private let choice: SalesUnitChoice
    private let hasDetails: Bool
    private let columns: [JSONDecodePlan.Column]

    init(_ options: StageOptions) throws {
        choice = try SalesUnitChoice(options)
        hasDetails = options.bool("details")
        if case .units = choice, !hasDetails { throw VippsFault.unitsWithoutDetails(options) }
        columns = options.columns(hasDetails ? Self.detailed : Self.listed)
    }

    var schema: Schema? { Schema(columns) }

    func partitions(in context: FetchContext) async throws -> [Partition] {
        try context.vipps.keyType.checkReach(of: .salesUnits)
        if hasDetails {
            return try await choice.numbers(in: context).map {
                Partition(key: $0, date: nil, constants: ["msn": $0])
            }
        }
        guard case .merchants(let merchants) = choice else {
            return [Partition(key: "sales-units", date: nil)]
        }
        return merchants.map(\.partition)
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        if let number = partition.constants["msn"] {
            return ManagementPages(.salesUnit(number), state: "active", in: context)
        }
        guard let merchant = partition.detail as? BusinessIdentifier else {
            return ManagementPages(.salesUnits, in: context)
        }
        return ManagementPages(
            .salesUnits(of: merchant),
            absence: .finding(VippsFault.missingMerchant(merchant)),
            in: context
        )
    }

    func makeDecoder() -> any PageDecoder {
        ReshapedPageDecoder(hasDetails ? .salesUnit : .salesUnits, columns: columns)
    }

    private static let listed: [JSONDecodePlan.Column] =
        [.field("msn", .text), .field("name", .text)] + BusinessIdentifier.columns

    /// - Source: The vendor's Management API guide; `state` is Fjord's own.
    private static let detailed: [JSONDecodePlan.Column] = [
        .constant("msn"),
        .constant("state"),
        .field("name", .text),
        .field("businessIdentifier.scheme", .text),
        .field("businessIdentifier.id", .text),
        .field("configuration.paymentAllowed", .boolean),
        .field("configuration.captureType", .text),
        .field("configuration.skipLandingPageAllowed", .boolean),
        .field("configuration.recurringAllowed", .boolean),
        .field("configuration.partialCaptureAllowed", .boolean),
        .field("configuration.lateCaptureAllowed", .boolean),
        .field("configuration.landingPagePhoneNumberLocked", .boolean),
        .field("configuration.longLivingPaymentAllowed", .boolean),
        .field("configuration.creditCardPaymentAllowed", .boolean),
        .field("settlementBankAccount.scheme", .text),
        .field("settlementBankAccount.id", .text),
    ]
}

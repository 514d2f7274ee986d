// SPDX-License-Identifier: Apache-2.0

/// A request for a sales unit, filled in beforehand.
struct ProductOrder: Sendable {
    enum Status: String, Sendable {
        case received = "RECEIVED"
        case viewed = "MERCHANT_VIEWED"
        case submitted = "ORDER_SUBMITTED"
        case expired = "EXPIRED"
        case completed = "COMPLETED"
        case rejected = "REJECTED"

        /// As the specification of November 2023 names it.
        var older: String {
            switch self {
            case .received: "RECEIVED"
            case .viewed: "ACCESSED"
            case .submitted: "PROCESSING"
            case .expired, .rejected: "WAITING_FOR_MERCHANT"
            case .completed: "COMPLETED"
            }
        }
    }

    /// A UUID.
    let id: String
    /// The id of 2023.
    let number: String
    let status: Status
    /// `PREFILL`, `TEMPLATE` or `MANUAL`.
    let type: String
    let productType: String
    let owner: BusinessIdentifier
    /// What the order became.
    let unit: ManagedUnit?

    /// Whether the merchant has not sent it off yet.
    var isOpen: Bool { status == .received || status == .viewed }

    func isMeant(by name: String) -> Bool { name == id || name == number }
}

extension ManagementView {
    /// Of every merchant those that became its units, then some that did not.
    var orders: [ProductOrder] {
        merchants.flatMap { merchant in
            units(of: merchant).map { ProductOrder(of: $0, merchant) }
                + (0..<merchant.key.child(40).draw(4)).map { ProductOrder($0, of: merchant) }
        }
    }
}

extension ProductOrder {
    fileprivate init(of unit: ManagedUnit, _ merchant: Merchant) {
        self.init(
            key: unit.key.child(30),
            status: .completed,
            productType: unit.kind == .login ? "LOGIN" : nil,
            merchant: merchant,
            unit: unit
        )
    }

    fileprivate init(_ place: Int, of merchant: Merchant) {
        let key = merchant.key.child(41 + place)
        let all: [Status] = [.received, .viewed, .submitted, .expired, .rejected, .expired]
        self.init(
            key: key,
            status: MerchantNames.pick(all, key.child(5)),
            productType: nil,
            merchant: merchant,
            unit: nil
        )
    }

    private init(
        key: RandomKey,
        status: Status,
        productType: String?,
        merchant: Merchant,
        unit: ManagedUnit?
    ) {
        let products = ["PAYMENT_INTEGRATION", "PAYMENT_INTEGRATION", "CASHIER", "CHECKOUT"]
        id = key.child(1).identifier
        number = String(10_000 + key.child(2).draw(90_000_000))
        self.status = status
        type = MerchantNames.pick(["PREFILL", "PREFILL", "TEMPLATE", "MANUAL"], key.child(3))
        self.productType = productType ?? MerchantNames.pick(products, key.child(4))
        owner = merchant.identifier
        self.unit = unit
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// An address of the Management API that can be read.
///
/// - Source: The vendor's Management API guide and its specifications 1.0, 1.1.6 and 2.0.9.
struct ManagementEndpoint: Sendable {
    /// What its absence means.
    enum Standing: Sendable {
        /// It exists for all keys of the Management API.
        case list
        /// It exists; 404 means that what the path names is not there, not active, or somebody else's.
        case item
        /// The vendor has proposed it and may not offer it; `loss` says what is missing then.
        case proposal(loss: String)
    }

    let path: HTTPPath
    /// The path as the vendor's guide writes it, with names in place of values.
    let pattern: String
    let standing: Standing
    /// Whether the vendor tells it to partners only, and only with partner keys.
    var needsPartnerKeys = false

    static let merchants = ManagementEndpoint(
        path: "/management/v1/merchants",
        pattern: "/management/v1/merchants",
        standing: .proposal(loss: "the list of merchants is not available")
    )

    static func merchant(_ merchant: BusinessIdentifier) -> ManagementEndpoint {
        ManagementEndpoint(
            path: "/management/v1/merchants/\(merchant.scheme)/\(merchant.id)",
            pattern: "/management/v1/merchants/{scheme}/{id}",
            standing: .item
        )
    }

    static func contracts(of merchant: BusinessIdentifier) -> ManagementEndpoint {
        ManagementEndpoint(
            path: "/management/v1/merchants/\(merchant.scheme)/\(merchant.id)/contracts",
            pattern: "/management/v1/merchants/{scheme}/{id}/contracts",
            standing: .proposal(loss: "contracts are not available, for one merchant or more")
        )
    }

    static func salesUnits(of merchant: BusinessIdentifier) -> ManagementEndpoint {
        ManagementEndpoint(
            path: "/management/v1/merchants/\(merchant.scheme)/\(merchant.id)/sales-units",
            pattern: "/management/v1/merchants/{scheme}/{id}/sales-units",
            standing: .item
        )
    }

    static let salesUnits = ManagementEndpoint(
        path: "/management/v1/sales-units",
        pattern: "/management/v1/sales-units",
        standing: .list
    )

    static func salesUnit(_ number: String) -> ManagementEndpoint {
        ManagementEndpoint(
            path: "/management/v1/sales-units/\(number)",
            pattern: "/management/v1/sales-units/{msn}",
            standing: .item
        )
    }

    static let productOrders = ManagementEndpoint(
        path: "/management/v2/product-orders",
        pattern: "/management/v2/product-orders",
        standing: .list
    )

    static func productOrder(_ id: String) -> ManagementEndpoint {
        ManagementEndpoint(
            path: "/management/v2/product-orders/\(id)/details",
            pattern: "/management/v2/product-orders/{id}/details",
            standing: .item
        )
    }

    static let pricePackages = ManagementEndpoint(
        path: "/management/v1/partners/price-packages",
        pattern: "/management/v1/partners/price-packages",
        standing: .list
    )

    static let partner = ManagementEndpoint(
        path: "/management/v1/partners/whoami",
        pattern: "/management/v1/partners/whoami",
        standing: .proposal(loss: "the partner's own data are not available"),
        needsPartnerKeys: true
    )

    static func apiQuality(of unit: String) -> ManagementEndpoint {
        ManagementEndpoint(
            path: "/management/v1/api-quality/sales-units/\(unit)",
            pattern: "/management/v1/api-quality/sales-units/{msn}",
            standing: .proposal(loss: "quality data is not available, for one sales unit or more")
        )
    }
}

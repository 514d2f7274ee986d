// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// What can be asked for below `/management`, in any of its generations.
enum ManagementPath: Sendable {
    case merchants
    case merchant(MerchantReference)
    case contracts(MerchantReference)
    case merchantUnits(MerchantReference)
    case units
    case unit(msn: String)
    case orders(version: Int)
    case order(id: String, version: Int)
    case orderDetails(id: String, version: Int)
    case pricePackages
    case whoami
    case quality(msn: String)

    /// Reads the parts of a path, in lower case; nil for a path that leads nowhere.
    init?(_ parts: [String]) {
        guard parts.first == "management", parts.count > 2 else { return nil }
        let rest = Array(parts.dropFirst(2))
        switch (parts[1], rest[0]) {
        case ("v1", "merchants"): self.init(merchants: Array(rest.dropFirst()))
        case ("v1", "product-orders"): self.init(orders: Array(rest.dropFirst()), version: 1)
        case ("v2", "product-orders"): self.init(orders: Array(rest.dropFirst()), version: 2)
        case ("v1", _): self.init(other: rest)
        default: return nil
        }
    }

    /// `{orgno}` or `{scheme}/{id}`, alone or with what belongs to the merchant.
    private init?(merchants rest: [String]) {
        switch (rest.count, rest.last) {
        case (0, _): self = .merchants
        case (2, "contracts"?): self = .contracts(.number(rest[0]))
        case (2, "sales-units"?): self = .merchantUnits(.number(rest[0]))
        case (1, _): self = .merchant(.number(rest[0]))
        case (2, _): self = .merchant(.identifier(scheme: rest[0], id: rest[1]))
        case (3, "contracts"?): self = .contracts(.identifier(scheme: rest[0], id: rest[1]))
        case (3, "sales-units"?): self = .merchantUnits(.identifier(scheme: rest[0], id: rest[1]))
        default: return nil
        }
    }

    private init?(orders rest: [String], version: Int) {
        switch rest.count {
        case 0: self = .orders(version: version)
        case 1: self = .order(id: rest[0], version: version)
        case 2 where rest[1] == "details": self = .orderDetails(id: rest[0], version: version)
        default: return nil
        }
    }

    private init?(other rest: [String]) {
        switch rest {
        case ["sales-units"]: self = .units
        case ["partners", "price-packages"]: self = .pricePackages
        case ["partners", "whoami"]: self = .whoami
        case _ where rest.count == 2 && rest[0] == "sales-units": self = .unit(msn: rest[1])
        case _ where rest.count == 3 && rest.starts(with: ["api-quality", "sales-units"]):
            self = .quality(msn: rest[2])
        default: return nil
        }
    }

    /// The path that is meant by one that the guide of 2023 misspells.
    static func corrected(_ parts: [String]) -> [String] {
        let root = ["management", "v1"]
        guard parts.starts(with: root) else { return parts }
        let rest = Array(parts.dropFirst(2))
        if rest.starts(with: ["sales-units", "v1", "merchants"]) {
            return root + ["sales-units"] + rest.dropFirst(3)
        }
        if rest == ["products", "orders"] || rest == ["products-orders"] {
            return root + ["product-orders"]
        }
        return parts
    }

    var methods: [HTTPRequest.Method] {
        switch self {
        case .unit: [.get, .patch]
        case .orders(version: 1): [.post]
        case .order(_, version: 1): [.get, .delete]
        case .order: [.delete]
        default: [.get]
        }
    }
}

/// How a path names a merchant.
enum MerchantReference: Sendable {
    /// The old way, an organisation number of Norway.
    case number(String)
    case identifier(scheme: String, id: String)
}

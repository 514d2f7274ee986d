// SPDX-License-Identifier: Apache-2.0

extension ManagementShapes {
    /// Who the partner is.
    func partner(_ key: RandomKey) -> JSONShape {
        let levels = ["Vipps Partner Plus", "Vipps Partner Premium"]
        return .object([
            ("partnerId", .string(String(100_000 + key.child(1).draw(900_000)))),
            ("name", .string("Nordlys Partner AS")),
            ("level", .string(MerchantNames.pick(levels, key.child(2)))),
            ("partnerContactName", .string("Ida Berg")),
            ("partnerContactEmail", .string("ida.berg@partner.example")),
            ("status", .string("ACTIVE")),
        ])
    }

    /// The partner's prices.
    func pricePackages(_ key: RandomKey) -> JSONShape {
        let packages = Self.packages.enumerated().map { place, package in
            let key = key.child(10 + place)
            var members: [(String, JSONShape)] = [
                ("pricePackageId", .string(key.identifier)),
                ("name", .string(package.name)),
                ("description", .string(package.price)),
                ("visibleInSignupForm", .bool(package.isVisible)),
            ]
            guard generation == .latest else {
                return JSONShape.object(members + [("productType", .string(package.older))])
            }
            members += [
                ("productType", .string(package.newer)),
                ("market", .string(package.market)),
                ("commission", package.isVisible ? .string(package.price) : .null),
            ]
            return .object(members)
        }
        return .array(packages)
    }

    private struct Package {
        let name: String
        let price: String
        let isVisible: Bool
        let older: String
        let newer: String
        let market: String
    }

    private static let packages = [
        Package(
            name: "Nett standard",
            price: "2.49%",
            isVisible: true,
            older: "ePayment",
            newer: "PAYMENT_INTEGRATION",
            market: "NO"
        ),
        Package(
            name: "Kasse \"lav\"",
            price: "1.75%",
            isVisible: false,
            older: "ePaymentCustomerPresent",
            newer: "CASHIER",
            market: "NO"
        ),
        Package(
            name: "Checkout, små beløp",
            price: "2.99%",
            isVisible: true,
            older: "checkout",
            newer: "CHECKOUT",
            market: "DK"
        ),
    ]
}

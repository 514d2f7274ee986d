// SPDX-License-Identifier: Apache-2.0

/// How each generation of the Management API writes what it says.
struct ManagementShapes: Sendable {
    let settings: SandboxSettings
    let oddities: OddityList

    var generation: ManagementGeneration { settings.management }

    func merchants(_ merchants: [Merchant]) -> JSONShape {
        generation == .seed
            ? .object([("MerchantList", .array(merchants.map(short)))])
            : .object([("merchants", .array(merchants.map(short)))])
    }

    /// As a list shows it.
    private func short(_ merchant: Merchant) -> JSONShape {
        guard generation == .seed else {
            return .object([
                ("businessIdentifier", merchant.identifier.shape), ("name", .string(merchant.name)),
            ])
        }
        let number = Int(merchant.identifier.id).map(JSONShape.number)
        return .object([
            ("orgno", number ?? .string(merchant.identifier.id)), ("name", .string(merchant.name)),
        ])
    }

    func merchant(_ merchant: Merchant) -> JSONShape {
        guard generation != .seed else { return short(merchant) }
        return .object([
            ("businessIdentifier", merchant.identifier.shape),
            ("name", .string(merchant.name)),
            ("status", .string(merchant.isActive ? "ACTIVE" : "DEACTIVATED")),
            ("createdAt", .string(merchant.createdAt)),
            ("updatedAt", .string(merchant.updatedAt)),
            ("countryCode", .string(merchant.country.code)),
            ("businessAddress", merchant.address?.shape(in: merchant.country) ?? .null),
            ("businessPostAddress", merchant.postAddress?.shape(in: merchant.country) ?? .null),
        ])
    }

    func contracts(_ merchant: Merchant) -> JSONShape {
        let urls = (0..<merchant.key.child(50).draw(3)).map { place in
            let number = 10_000 + merchant.key.child(51 + place).draw(90_000)
            return JSONShape.string("https://portal.example/contracts/c-\(number).pdf")
        }
        return .object([("urls", .array(urls))])
    }

    func units(_ units: [ManagedUnit]) -> JSONShape {
        generation == .seed
            ? .object([("msn", .array(units.map(msn)))]) : .array(units.map(short))
    }

    func units(of merchant: Merchant, _ units: [ManagedUnit]) -> JSONShape {
        .array(units.map { generation == .seed ? msn($0) : short($0) })
    }

    /// As a list shows it, and a product order.
    func short(_ unit: ManagedUnit) -> JSONShape {
        .object([("msn", msn(unit)), ("name", .string(unit.name))])
    }

    func msn(_ unit: ManagedUnit) -> JSONShape {
        let number = settings.msnType == .number ? Int(unit.msn) : nil
        return number.map(JSONShape.number) ?? .string(unit.msn)
    }

    func order(_ order: ProductOrder) -> JSONShape {
        .object([
            ("productOrderType", .string(order.type)),
            ("productOrderId", .string(order.id)),
            ("productType", .string(order.productType)),
            ("status", .string(order.status.rawValue)),
            ("businessIdentifier", order.owner.shape),
            ("productOrderUrl", order.isOpen ? .string(prefillURL(order.id)) : .null),
            ("salesUnit", order.unit.map(short) ?? .null),
        ])
    }

    /// As proposed in 2023.
    func oldOrder(_ order: ProductOrder) -> JSONShape {
        .object([
            ("prefilledOrderId", .string(order.id)), ("prefillStatus", .string(order.status.older)),
        ])
    }

    func prefillURL(_ id: String) -> String {
        generation == .latest
            ? "https://portal.vippsmobilepay.com/register/prefilled/\(id)"
            : "https://portal.vipps.no/register/vippspanett/\(id)"
    }
}

extension BusinessIdentifier {
    var shape: JSONShape { .object([("scheme", .string(scheme)), ("id", .string(id))]) }
}

extension Merchant.Address {
    fileprivate func shape(in country: Country) -> JSONShape {
        .object([
            ("lines", .array(lines.map { .string($0) })),
            ("postCode", .string(postCode)),
            ("city", .string(city)),
            ("countryCode", .string(country.code)),
        ])
    }
}

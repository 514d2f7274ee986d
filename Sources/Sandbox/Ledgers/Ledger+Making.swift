// SPDX-License-Identifier: Apache-2.0

extension Ledger {
    /// Makes the ledger at a place of the list.
    ///
    /// The first three are an API unit in Norway, an API unit and a VM-number settled together in
    /// Denmark, and a VM-number in Finland, so that the default shows every kind; the fourth is
    /// settled weekly.
    init(index: Int, root: RandomKey) {
        let key = root.child(1_000 + index)
        let country = Country.allCases[index % 3]
        let owner = Self.owner(in: country, key: key.child(1))
        self.index = index
        self.key = key
        self.country = country
        self.owner = owner
        id = String(100_000 + root.child(1).draw(200_000) + index * 600 + key.child(2).draw(600))
        bankAccount = Self.bankAccount(in: country, key: key.child(3))
        units = Self.units(index: index, country: country, root: root, key: key.child(4))
        start = index % 5 == 4 ? .first.advanced(by: key.child(5).draw(1_500)) : .first
        settlement = index % 4 == 3 ? .weekly : .daily
        feeRate = [175, 199, 249, 299][key.child(6).draw(4)]
    }

    private static func owner(in country: Country, key: RandomKey) -> BusinessIdentifier {
        let id =
            switch country {
            case .norway: digits(9, key, first: 9)
            case .denmark: digits(8, key, first: 3)
            case .finland: digits(7, key, first: 2) + "-" + digits(1, key.child(1))
            }
        return BusinessIdentifier(scheme: country.businessScheme, id: id)
    }

    private static func bankAccount(
        in country: Country,
        key: RandomKey
    ) -> (scheme: String, id: String) {
        let length = country == .norway ? 11 : 14
        // Some accounts begin with a zero that must not get lost.
        return ("BBAN:\(country.code)", digits(length, key, first: key.child(1).draw(4)))
    }

    private static func units(
        index: Int,
        country: Country,
        root: RandomKey,
        key: RandomKey
    ) -> [SalesUnit] {
        let kinds = index < 3 ? [[false], [false, true], [true]][index] : drawnKinds(key.child(1))
        return kinds.enumerated().map { place, isVMNumber in
            let stride = isVMNumber ? 30 : 150
            let first = isVMNumber ? 40_000 : 700_000
            let place = index * 2 + place
            let number =
                first + root.child(isVMNumber ? 3 : 2).draw(9_000) + place * stride
                + key.child(10 + place).draw(stride)
            return SalesUnit(
                name: names[key.child(20 + place).draw(names.count)],
                handle: "\(isVMNumber ? country.code : "api"):\(number)",
                isVMNumber: isVMNumber
            )
        }
    }

    private static func drawnKinds(_ key: RandomKey) -> [Bool] {
        [[false], [false], [false], [true], [false, true]][key.draw(5)]
    }

    private static func digits(_ count: Int, _ key: RandomKey, first: Int? = nil) -> String {
        (0..<count).map { place in
            String(place == 0 ? first ?? key.draw(10) : key.child(100 + place).draw(10))
        }.joined()
    }

    private static let names = [
        "Fjellbua Nettbutikk", "Blåbær & Sønn", "Kaffebrenneriet Østbyen", "Smørrebrød \"Hygge\"",
        "Ærø Cykler", "Sjøsiden Grill", "Kioski Äyräs", "Pikkuleipä Oy", "Rødgrød, Bar; Café",
        "Loppemarked på torget", "Hyvää Päivää", "Tromsø Idrettslag",
    ]
}

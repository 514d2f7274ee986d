// SPDX-License-Identifier: Apache-2.0

/// Made-up names and places.
enum MerchantNames {
    static func company(in country: Country, _ key: RandomKey) -> String {
        switch country {
        case .norway:
            pick(["Fjellbua AS", "Havly Kafé", "Østlia Idrettslag", "Nordlys & Sønner AS"], key)
        case .denmark: pick(["Havnens Røgeri ApS", "Cykelhjørnet I/S", "Bageriet \"Æblet\""], key)
        case .finland: pick(["Äyräs Kioskit Oy", "Pikkuleipä Oy", "Saaristo Kahvila Ky"], key)
        }
    }

    static func unit(_ key: RandomKey) -> String {
        pick(
            ["Nettbutikk", "Kiosk på torget", "Sommerbutikken", "Medlemsportal", "Kafé 2. etg."],
            key
        )
    }

    /// Nil for some; the street is missing from others.
    static func address(in country: Country, _ key: RandomKey) -> Merchant.Address? {
        guard key.child(1).draw(6) != 0 else { return nil }
        let places: [(street: String, postCode: String, city: String)] =
            switch country {
            case .norway: [("Storgata", "7010", "Trondheim"), ("Sjøgata", "0154", "Oslo")]
            case .denmark: [("Havnegade", "5000", "Odense C"), ("Åboulevarden", "8000", "Aarhus")]
            case .finland: [("Satamakatu", "00160", "Helsinki"), ("Ylätie", "90100", "Oulu")]
            }
        let place = pick(places, key.child(2))
        let street = "\(place.street) \(1 + key.child(3).draw(99))"
        return Merchant.Address(
            lines: key.child(4).draw(6) == 0 ? [] : [street],
            postCode: place.postCode,
            city: place.city
        )
    }

    static func pick<Value>(_ values: [Value], _ key: RandomKey) -> Value {
        values[key.draw(values.count)]
    }
}

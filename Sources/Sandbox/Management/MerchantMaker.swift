// SPDX-License-Identifier: Apache-2.0

/// Makes merchants from their places in the directory.
struct MerchantMaker: Sendable {
    let root: RandomKey

    /// The owner of ledgers, of which there is at least one.
    func merchant(owning ledgers: [Ledger], place: Int) -> Merchant {
        let key = root.child(place)
        let trading = ledgers.flatMap { ledger in
            let account = BankAccount(scheme: ledger.bankAccount.scheme, id: ledger.bankAccount.id)
            return ledger.units.filter { !$0.isVMNumber }.enumerated().map { slot, unit in
                let key = key.child(100 + ledger.index * 8 + slot)
                return ManagedUnit(
                    msn: unit.number,
                    name: unit.name,
                    kind: .trading,
                    bankAccount: account,
                    isConnected: isConnected(key.child(2), place),
                    key: key
                )
            }
        }
        return merchant(
            ledgers[0].owner,
            in: ledgers[0].country,
            place: place,
            isActive: true,
            units: trading + Self.otherKinds(place, key).enumerated().map { unit($1, $0, place) }
        )
    }

    /// Has no ledger, and nothing to do with the partner.
    func merchantUsingLogin(place: Int) -> Merchant {
        withoutLedger([.login], place: place, isActive: true, isConnected: false)
    }

    /// Is not active any more, unlike its units and its connection to the partner.
    func merchantThatLeft(place: Int) -> Merchant {
        withoutLedger([.new, .closed], place: place, isActive: false, isConnected: true)
    }

    private func withoutLedger(
        _ kinds: [ManagedUnit.Kind],
        place: Int,
        isActive: Bool,
        isConnected: Bool
    ) -> Merchant {
        let number = String(980_000_000 + root.child(place).child(70).draw(9_999_999))
        return merchant(
            BusinessIdentifier(scheme: Country.norway.businessScheme, id: number),
            in: .norway,
            place: place,
            isActive: isActive,
            units: kinds.enumerated().map { unit($1, $0, place, isConnected: isConnected) }
        )
    }

    private func merchant(
        _ identifier: BusinessIdentifier,
        in country: Country,
        place: Int,
        isActive: Bool,
        units: [ManagedUnit]
    ) -> Merchant {
        let key = root.child(place)
        let created = SandboxDate(year: 2018, month: 1, day: 8).days + key.child(1).draw(1_800)
        let updated = created + 1 + key.child(2).draw(300)
        return Merchant(
            identifier: identifier,
            name: MerchantNames.company(in: country, key.child(3)),
            country: country,
            isActive: isActive,
            createdAt: Self.instant(created, key.child(4)),
            updatedAt: Self.instant(updated, key.child(5)),
            address: MerchantNames.address(in: country, key.child(6)),
            postAddress: key.child(7).draw(3) == 0
                ? MerchantNames.address(in: country, key.child(8)) : nil,
            units: units,
            key: key
        )
    }

    /// Which units without a ledger a merchant has.
    ///
    /// The first three show: several kinds, a unit that is new, none at all.
    private static func otherKinds(_ place: Int, _ key: RandomKey) -> [ManagedUnit.Kind] {
        switch place {
        case 0: [.login, .closed]
        case 1: [.new]
        case 2: []
        default: [[], [], [.login], [.closed], [.new, .closed]][key.child(9).draw(5)]
        }
    }

    private func unit(
        _ kind: ManagedUnit.Kind,
        _ slot: Int,
        _ place: Int,
        isConnected: Bool? = nil
    ) -> ManagedUnit {
        let key = root.child(place).child(20 + slot)
        let number = 600_000 + root.child(-2).draw(9_000) + place * 80 + slot * 20 + key.draw(20)
        return ManagedUnit(
            msn: String(number),
            name: MerchantNames.unit(key.child(1)),
            kind: kind,
            bankAccount: nil,
            isConnected: isConnected ?? self.isConnected(key.child(2), place),
            key: key
        )
    }

    /// The partner has all units of the first merchant, none of every fourth, and most of the rest.
    private func isConnected(_ key: RandomKey, _ place: Int) -> Bool {
        place == 0 || (place % 4 != 1 && key.draw(5) != 0)
    }

    /// `2021-05-18T12:30:07.114902Z`.
    private static func instant(_ day: Int, _ key: RandomKey) -> String {
        let second = key.child(1).draw(86_400)
        let time = [second / 3_600, second / 60 % 60, second % 60].map {
            String($0 + 100).dropFirst()
        }
        let fraction = String(key.child(2).draw(1_000_000) + 1_000_000).dropFirst()
        return "\(SandboxDate(days: day))T\(time.joined(separator: ":")).\(fraction)Z"
    }
}

// SPDX-License-Identifier: Apache-2.0

/// All merchants and sales units of the Management API.
///
/// The owners of the ledgers with the units that settle on them, and what no ledger shows: units
/// that are new, for login only or closed, a merchant that only uses login and one that left.
struct MerchantDirectory: Sendable {
    let merchants: [Merchant]
    /// The partner's, not below a merchant.
    let partnerKey: RandomKey

    init(ledgers: [Ledger], root: RandomKey) {
        let root = root.child(400)
        var owners: [[Ledger]] = []
        var places: [String: Int] = [:]
        for ledger in ledgers {
            let owner = "\(ledger.owner.scheme) \(ledger.owner.id)"
            if let place = places[owner] {
                owners[place].append(ledger)
            } else {
                places[owner] = owners.count
                owners.append([ledger])
            }
        }
        let maker = MerchantMaker(root: root)
        merchants =
            owners.enumerated().map { maker.merchant(owning: $1, place: $0) } + [
                maker.merchantUsingLogin(place: owners.count),
                maker.merchantThatLeft(place: owners.count + 1),
            ]
        partnerKey = root.child(-1)
    }
}

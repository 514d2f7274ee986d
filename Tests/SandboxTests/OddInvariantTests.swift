// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sandbox

/// Section 2.10 of the API's description under every oddity that books something.
@Suite("Balances under oddities")
struct OddInvariantTests {
    private static let booking: [Oddities] = [
        .abortedPayouts, .corrections, .creditNotes, .delayedFees, .disputes, .feeCorrections,
        .gapDates, .gross, .monthly, .negativeBalance, .rollingReserve, .serviceFees, .splitFees,
        .topUps, .unknownTypes, .weekly, .zeroAmounts,
    ]

    /// None, each alone, all that go together, or any mixture, by the seed.
    private static func oddities(_ seed: Int) -> Oddities {
        switch seed % 20 {
        case 0..<17: return booking[seed % 20]
        case 17: return seed % 40 == 17 ? [] : Oddities(booking)
        default:
            let word = RandomKey(seed: seed).word
            return Oddities(booking.indices.filter { word >> $0 & 1 == 1 }.map { booking[$0] })
        }
    }

    @Test("hold for a thousand seeds")
    func hold() {
        var findings: [String] = []
        for seed in 0..<1_000 {
            let key = RandomKey(seed: seed)
            let world = OddWorld(
                seed: seed,
                ledger: seed / 20 % 7,
                entriesPerDay: 1 + key.child(1).draw(seed % 10 == 0 ? 60 : 12),
                Self.oddities(seed)
            )
            // Ends of months, beginnings and ends of debts, the ledger's own beginning.
            let start = world.ledger.start.advanced(
                by: key.child(2).draw(seed % 50 == 0 ? 800 : 90)
            )
            let first = seed % 30 == 0 ? world.ledger.start : start
            var audit = OddAudit(ledger: world.ledger)
            for day in 0..<5 {
                let date = first.advanced(by: day)
                audit.check(date, funds: world.rows(.funds, date), fees: world.rows(.fees, date))
            }
            findings += audit.findings.map { "seed \(seed), \($0)" }
        }
        #expect(findings.isEmpty, "\(findings.prefix(10).joined(separator: "\n"))")
    }

    @Test("hold over two months", arguments: 0..<20)
    func holdForLong(seed: Int) throws {
        let world = OddWorld(seed: seed, ledger: seed % 7, entriesPerDay: 9, Self.oddities(seed))
        let first = world.ledger.start.advanced(by: 20)
        var audit = OddAudit(ledger: world.ledger)
        var payouts = 0
        for day in 0..<62 {
            let date = first.advanced(by: day)
            let funds = world.rows(.funds, date)
            audit.check(date, funds: funds, fees: world.rows(.fees, date))
            payouts += funds.count(where: \.isPayout)
        }
        #expect(audit.findings.isEmpty, "\(audit.findings.prefix(5).joined(separator: "\n"))")
        #expect(payouts > 0)
    }
}

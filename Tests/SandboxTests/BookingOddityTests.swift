// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sandbox

@Suite("Oddities of what is booked")
struct BookingOddityTests {
    private static let start = SandboxDate(year: 2026, month: 3, day: 1)

    /// Two months of one ledger.
    private struct Months {
        var funds: [(date: SandboxDate, rows: [OddWorld.Row])] = []
        var fees: [(date: SandboxDate, rows: [OddWorld.Row])] = []

        init(_ oddities: Oddities, ledger: Int = 0, entriesPerDay: Int = 30) {
            let world = OddWorld(seed: 1, ledger: ledger, entriesPerDay: entriesPerDay, oddities)
            for day in 0..<61 {
                let date = start.advanced(by: day)
                funds.append((date, world.rows(.funds, date)))
                fees.append((date, world.rows(.fees, date)))
            }
        }

        func count(_ topic: Topic, _ type: String) -> Int {
            (topic == .funds ? funds : fees).reduce(0) { sum, day in
                sum + day.rows.count { $0.type == type }
            }
        }
    }

    private let usual = Months([])

    @Test("more of what there is anyway")
    func more() {
        for (oddity, type) in [
            (Oddities.abortedPayouts, "payout-aborted"), (.corrections, "correction"),
            (.disputes, "retained-disputed-capture"), (.disputes, "returned-disputed-capture"),
            (.topUps, "top-up"),
        ] {
            let count = Months(oddity).count(.funds, type)
            #expect(count > 2 * usual.count(.funds, type) && count >= 9, "\(type): \(count)")
        }
    }

    @Test("gap dates are empty on both topics")
    func gapDates() {
        let months = Months(.gapDates)
        let gaps = months.funds.filter(\.rows.isEmpty).map(\.date)
        #expect((13...17).contains(gaps.count))
        #expect(months.fees.filter(\.rows.isEmpty).map(\.date) == gaps)
    }

    @Test("gross settlement: fees run up through the month and are invoiced at its end")
    func gross() {
        let months = Months(.gross)
        #expect(months.count(.funds, "fees-retained") + months.count(.fees, "fees-retained") == 0)
        let invoices = months.fees.filter { $0.rows.contains { $0.type == "fees-invoiced" } }
        #expect(invoices.map(\.date.description) == ["2026-03-31", "2026-04-30"])
        for invoice in invoices {
            #expect(invoice.rows.last?.after == 0)
            #expect(invoice.rows.last.map { $0.amount > 0 } == true)
        }
        let march = months.fees.prefix(31).flatMap(\.rows).dropLast()
        let invoiced = invoices.first?.rows.last?.amount
        #expect(march.reduce(0) { $0 - $1.amount } == invoiced)
    }

    @Test("fees of their own, credit notes, corrections, second rows")
    func fees() {
        let service = Months(.serviceFees)
        let dates = service.fees.filter { $0.rows.contains { $0.type == "service-fee" } }
        #expect(dates.map(\.date.description) == ["2026-03-01", "2026-04-01"])
        #expect((12...30).contains(Months(.creditNotes).count(.fees, "credit-note")))
        let corrected = Months(.feeCorrections)
        let corrections = corrected.fees.flatMap(\.rows).filter { $0.type == "correction" }
        #expect(corrections.contains { $0.amount < 0 } && corrections.contains { $0.amount > 0 })
        let retained = corrected.funds.flatMap(\.rows).filter { $0.type == "fees-retained" }
        #expect(retained.contains { $0.amount > 0 } && retained.contains { $0.amount < 0 })
        let split = Months(.splitFees).fees.flatMap(\.rows).filter { $0.type == "capture-fee" }
        let groups = Dictionary(grouping: split, by: \.pspReference).values
        #expect(groups.contains { $0.count == 2 } && groups.allSatisfy { $0.count <= 2 })
    }

    @Test("delayed fees: those of a date's last captures come on the next one")
    func delayedFees() {
        func late(_ months: Months) -> Int {
            zip(months.funds, months.fees).reduce(0) { sum, day in
                let captures = Set(day.0.rows.map(\.pspReference))
                return sum
                    + day.1.rows.count {
                        $0.type == "capture-fee" && !captures.contains($0.pspReference)
                    }
            }
        }
        #expect(late(usual) > 0)
        #expect(late(Months(.delayedFees)) > 2 * late(usual))
    }

    @Test("a debt lasts ten dates without a payout and ends with a top-up")
    func negativeBalance() {
        let months = Months(.negativeBalance)
        for (date, rows) in months.funds {
            let isInDebt = (10...19).contains(date.dayOfMonth)
            if isInDebt {
                #expect((rows.last?.after ?? 0) < 0, "\(date)")
                #expect(rows.allSatisfy { !$0.isPayout }, "\(date)")
            }
            if date.dayOfMonth == 20 {
                #expect(rows.contains { $0.type == "top-up" && $0.after <= 1_000_000 })
                #expect(rows.last?.isPayout == true)
            }
        }
    }

    @Test("a reserve stays on the ledger, and changes from payout to payout")
    func rollingReserve() {
        let months = Months(.rollingReserve)
        let payouts = months.funds.flatMap(\.rows).filter(\.isPayout)
        #expect(payouts.count > 40 && payouts.allSatisfy { $0.after > 0 })
        #expect(Set(payouts.map(\.after)).count > 30)
    }

    @Test("payouts on Sundays, on the last of the month")
    func periods() {
        let weekly = Months(.weekly).funds.filter { $0.rows.contains(where: \.isPayout) }
        #expect((6...9).contains(weekly.count) && weekly.allSatisfy { $0.date.weekday == 6 })
        let monthly = Months(.monthly)
        let payouts = monthly.funds.filter { $0.rows.contains(where: \.isPayout) }.map(\.date)
        #expect(!payouts.isEmpty && payouts.allSatisfy(\.endsMonth))
        #expect(monthly.funds.count { $0.rows.isEmpty } < 8)
    }

    @Test("types that no document names, entries over nothing")
    func strange() {
        let unknown = Months(.unknownTypes)
        #expect(unknown.count(.funds, "goodwill-transfer") > 50)
        #expect(unknown.count(.fees, "campaign-discount") > 50)
        let amounts = unknown.funds.flatMap(\.rows).filter { $0.type == "goodwill-transfer" }
        #expect(amounts.contains { $0.amount > 0 } && amounts.contains { $0.amount < 0 })
        for (_, rows) in Months(.zeroAmounts).funds where !rows.isEmpty {
            let zeros = rows.filter { $0.amount == 0 }
            #expect(zeros.count == 2 && zeros.first == zeros.last)
        }
    }

    @Test("data that are odd do not change what is not")
    func independence() {
        let captures = { (months: Months) in
            months.funds.flatMap(\.rows).filter { $0.type == "capture" }.map {
                [$0.pspReference, $0.time, String($0.amount)]
            }
        }
        for oddity in [Oddities.gross, .monthly, .rollingReserve, .topUps, .splitFees] {
            #expect(captures(Months(oddity)) == captures(usual))
        }
    }
}

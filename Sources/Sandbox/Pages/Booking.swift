// SPDX-License-Identifier: Apache-2.0

/// An entry about the ledger as a whole, not about one payment.
struct Booking {
    let type: EntryType
    let number: EntryNumber
    /// nil for null.
    var reference: [UInt8]?
    /// Place of the sales unit it is booked on; nil for none.
    var unit: Int?
    /// Microseconds since 1970-01-01T00:00Z.
    let time: Int64
    let amount: Int64
}

/// The `pspReference` of a booking.
enum EntryNumber {
    case movement(Int64)
    /// `418207-20250314`.
    case ledgerDate(SandboxDate)
    /// `418207-2000417`.
    case payout(Int)
    /// `2000417`, as payouts were numbered up to October 2023.
    case bare(Int)
}

extension DaySheet {
    /// What closes the date on the topic `funds`: the correction that overdraws it, fees retained,
    /// the payout.
    func closingFunds(_ numbering: EntryNumbering) -> [Booking] {
        var bookings: [Booking] = []
        if let overdraftCorrection {
            bookings.append(
                Booking(
                    type: .correction,
                    number: .movement(numbering.number(date, event: 6)),
                    unit: 0,
                    time: clock.end - 1_000_000,
                    amount: overdraftCorrection
                )
            )
        }
        if feesRetained != 0 { bookings.append(feesBooking(-feesRetained)) }
        if let payout {
            bookings.append(
                Booking(
                    type: payoutType(on: date),
                    number: payoutNumber(payout.number, on: date),
                    reference: bankText(payout.number, on: date),
                    time: clock.end,
                    amount: -payout.amount
                )
            )
        }
        return bookings
    }

    /// What closes the date on the topic `fees`: the mirror of fees retained, or under gross
    /// settlement the invoice with which a month ends.
    func closingFees() -> [Booking] {
        guard ledger.isGross else { return feesRetained == 0 ? [] : [feesBooking(feesRetained)] }
        let balance = carried.feesOpening - feesOfDate
        guard date.endsMonth, balance != 0 else { return [] }
        return [
            Booking(
                type: .feesInvoiced,
                number: .ledgerDate(date),
                time: clock.end,
                amount: -balance
            )
        ]
    }

    /// Balance of fees after the last entry.
    var feesClosing: Int64 {
        closingFees().reduce(carried.feesOpening - feesOfDate) { $0 + $1.amount }
    }

    /// An event that is about no payment.
    func booking(of event: DayEvent, numbering: EntryNumbering) -> Booking {
        let time = slots.time(event.slot, in: clock) + 1
        if event.type == .payoutAborted, let payout = carried.abortedPayout {
            let previous = date.advanced(by: -1)
            return Booking(
                type: event.type,
                number: payoutNumber(payout.number, on: previous),
                reference: bankText(payout.number, on: previous),
                time: time,
                amount: event.amount
            )
        }
        return Booking(
            type: event.type,
            number: .movement(numbering.number(date, event: event.ordinal)),
            unit: event.type == .correction ? 0 : nil,
            time: time,
            amount: event.amount
        )
    }

    private func feesBooking(_ amount: Int64) -> Booking {
        Booking(type: .feesRetained, number: .ledgerDate(date), time: clock.end, amount: amount)
    }

    private func payoutType(on date: SandboxDate) -> EntryType {
        ledger.oddities.contains(.oldPayouts) || date < SandboxDate(year: 2024, month: 1, day: 1)
            ? .scheduledForPayout : .payoutScheduled
    }

    private func payoutNumber(_ number: Int, on date: SandboxDate) -> EntryNumber {
        ledger.oddities.contains(.oldPayouts) || date < SandboxDate(year: 2023, month: 11, day: 1)
            ? .bare(number) : .payout(number)
    }

    /// The text that the merchant's bank shows.
    private func bankText(_ number: Int, on date: SandboxDate) -> [UInt8] {
        let recipient = ledger.units.first?.number ?? ""
        guard ledger.country != .norway else {
            return Array("Utb. \(number) Vippsnr \(recipient)".utf8)
        }
        let padding = String(repeating: "0", count: max(0, 8 - recipient.count))
        let year = date.digits / 10_000 % 100
        let month = date.digits / 100 % 100
        let day = date.digits % 100
        let digits = String(1_000_000 + day * 10_000 + month * 100 + year).dropFirst()
        let text = "02\(padding)\(recipient)001\(digits)"
        let check = text.utf8.reduce(0) { ($0 * 3 + Int($1) - 48) % 10 }
        return Array("\(text)\(check)".utf8)
    }
}

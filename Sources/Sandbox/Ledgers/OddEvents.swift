// SPDX-License-Identifier: Apache-2.0

/// Entries that only oddities bring.
///
/// What they take from a date is paid by its slot 0, of which `DayEvents` leaves 9 %: a reserve
/// takes 4 % of every slot, a service fee 2 %, a fee correction 1 %, an unknown type 1 % and split
/// fees three minor units.
struct OddEvents {
    let ledger: Ledger
    let slots: Slots

    /// Right after the first slot.
    func onFunds() -> [DayEvent] {
        guard slots.count > 0, !ledger.oddities.isEmpty else { return [] }
        var events: [DayEvent] = []
        let key = slots.key.child(-40)
        if ledger.oddities.contains(.topUps), key.draw(3) == 0 {
            let amount = slots.leastCapture * Int64(1 + key.child(1).draw(20))
            events.append(event(.topUp, amount, ordinal: 7))
        }
        if ledger.oddities.contains(.unknownTypes) {
            let gives = slots.date.days % 2 == 0
            let amount = gives ? slots.leastCapture / 3 : -slots.leastCapture / 100
            events.append(event(.unknownOnFunds, amount, ordinal: 8))
        }
        if ledger.oddities.contains(.zeroAmounts) {
            // Nothing tells the two apart, not even their balances.
            events += Array(repeating: event(.correction, 0, ordinal: 9), count: 2)
        }
        return events
    }

    /// After the last slot; `fees` is what the captures' fees take together.
    func onFees(_ fees: Int64) -> [DayEvent] {
        guard slots.count > 0, !ledger.oddities.isEmpty else { return [] }
        var events: [DayEvent] = []
        let key = slots.key.child(-41)
        if ledger.oddities.contains(.serviceFees), slots.date.dayOfMonth == 1 {
            events.append(event(.serviceFee, -slots.leastCapture / 50, ordinal: 10))
        }
        if ledger.oddities.contains(.creditNotes), key.draw(3) == 0 {
            let amount = slots.leastCapture * Int64(1 + key.child(1).draw(50)) / 100
            events.append(event(.creditNote, amount, ordinal: 11))
        }
        if ledger.oddities.contains(.feeCorrections) {
            events += correction(of: fees, key.child(2))
        }
        if ledger.oddities.contains(.unknownTypes) {
            events.append(event(.unknownOnFees, slots.leastCapture / 200, ordinal: 13))
        }
        return ledger.oddities.contains(.splitFees) ? secondFees() + events : events
    }

    /// Twice the date's fees given back, a little more taken, or nothing.
    private func correction(of fees: Int64, _ key: RandomKey) -> [DayEvent] {
        switch key.draw(3) {
        case 0: [event(.correction, 2 * fees, ordinal: 12)]
        case 1: [event(.correction, -slots.leastCapture / 100, ordinal: 12)]
        default: []
        }
    }

    /// A second row of one minor unit for each of the first captures.
    private func secondFees() -> [DayEvent] {
        (0..<min(3, slots.count)).compactMap { slot in
            guard slots.movement(slot).fee > 0, !slots.isFeeDelayed(slot) else { return nil }
            return event(.captureFee, -1, ordinal: 14, capture: slots.place(slot))
        }
    }

    private func event(
        _ type: EntryType,
        _ amount: Int64,
        ordinal: Int,
        capture: Slots.CapturePlace? = nil
    ) -> DayEvent {
        let isOnFees = ordinal >= 10
        return DayEvent(
            type: type,
            slot: isOnFees ? slots.count - 1 : 0,
            amount: amount,
            capture: capture,
            ordinal: ordinal
        )
    }
}

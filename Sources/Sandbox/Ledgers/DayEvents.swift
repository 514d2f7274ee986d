// SPDX-License-Identifier: Apache-2.0

/// An entry between the payments: a dispute, a correction, a top-up, an aborted payout.
struct DayEvent: Sendable {
    let type: EntryType
    /// Booked right after this slot.
    let slot: Int
    /// Signed minor units.
    let amount: Int64
    /// The disputed capture; nil for what belongs to no payment.
    let capture: Slots.CapturePlace?
    /// Tells apart the events of a date.
    let ordinal: Int
}

/// Draws the disputes and corrections of a ledger's dates.
///
/// The entries of a date add up to more than zero because each subtraction is bounded by a capture
/// of its own: a refund by the slot before it (`Slots`), a dispute or a negative correction by the
/// slot it follows, fees by 3 % of their captures. Slot 0 is touched by none of them and pays for
/// what is left: at most four delayed fees of 12 % of the least capture each, and an overdraft of
/// 40 %.
struct DayEvents: Sendable {
    let days: LedgerDays

    /// Sorted by slot; those of `LedgerDays.Kind` are not among them.
    func drawn(on slots: Slots) -> [DayEvent] {
        guard slots.count >= 16 else { return [] }
        var events: [DayEvent] = []
        for lane in 0..<Self.laneCount {
            if let event = retained(lane, on: slots.date)?.event { events.append(event) }
            if let event = returned(lane, on: slots) { events.append(event) }
        }
        if let event = correction(on: slots) { events.append(event) }
        return events.sorted { $0.slot < $1.slot }
    }

    /// Disputes come in two lanes, so that a date may have more than one.
    private static let laneCount = 2

    private func retained(
        _ lane: Int,
        on date: SandboxDate
    ) -> (event: DayEvent, isWon: Bool)? {
        let key = days.key(date).child(-10 - lane)
        guard date >= days.ledger.start,
            key.draw(days.ledger.oddities.contains(.disputes) ? 2 : 16) == 0
        else { return nil }
        let slots = Slots(days: days, date: date)
        let disputed = Slots(days: days, date: date.advanced(by: -15 - 7 * lane))
        guard slots.count >= 16, disputed.count > 0 else { return nil }
        let part = (slots.count - 1) / 8
        for attempt in 0..<8 {
            let slot =
                1 + (lane * 2 + key.child(2 * attempt).draw(2)) * part
                + key.child(2 * attempt + 1).draw(part)
            let place = disputed.place(key.child(100 + attempt).draw(disputed.count))
            guard let pays = untouchedCapture(slot, of: slots),
                let amount = drawnCapture(place.slot, of: disputed), amount <= pays * 9 / 10
            else { continue }
            let event = DayEvent(
                type: .retainedDisputedCapture,
                slot: slot,
                amount: -amount,
                capture: place,
                ordinal: lane
            )
            return (event, key.child(200).draw(3) != 0)
        }
        return nil
    }

    /// The merchant won a dispute of some days ago.
    private func returned(_ lane: Int, on slots: Slots) -> DayEvent? {
        guard let dispute = retained(lane, on: slots.date.advanced(by: -9 - lane)), dispute.isWon
        else { return nil }
        return DayEvent(
            type: .returnedDisputedCapture,
            slot: slots.count / 2 + slots.key.child(-20 - lane).draw(slots.count / 4),
            amount: -dispute.event.amount,
            capture: dispute.event.capture,
            ordinal: 2 + lane
        )
    }

    private func correction(on slots: Slots) -> DayEvent? {
        let key = slots.key.child(-30)
        let slot = slots.count * 3 / 4 + key.child(1).draw(slots.count / 4)
        let oneIn = days.ledger.oddities.contains(.corrections) ? 2 : 12
        guard key.draw(oneIn) == 0, let pays = untouchedCapture(slot, of: slots) else { return nil }
        let amount = max(1, pays * Int64(key.child(2).draw(40)) / 100)
        return DayEvent(
            type: .correction,
            slot: slot,
            amount: key.child(3).draw(2) == 0 ? amount : -amount,
            capture: nil,
            ordinal: 4
        )
    }

    /// The amount of a capture that no refund is set against.
    private func untouchedCapture(_ slot: Int, of slots: Slots) -> Int64? {
        guard
            slot + 1 >= slots.count || !Slots.isDrawnAsRefund(slots.word(slot + 1), slot: slot + 1)
        else { return nil }
        return drawnCapture(slot, of: slots)
    }

    private func drawnCapture(_ slot: Int, of slots: Slots) -> Int64? {
        let word = slots.word(slot)
        return Slots.isDrawnAsRefund(word, slot: slot) ? nil : slots.captureAmount(word)
    }
}

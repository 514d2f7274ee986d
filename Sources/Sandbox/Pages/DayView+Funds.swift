// SPDX-License-Identifier: Apache-2.0

extension DayView {
    /// Writes the entries of the topic `funds` whose places are in `range`.
    ///
    /// - Complexity: O(entries written + 256), wherever the range begins.
    func writeFunds(
        _ range: Range<Int>,
        template: EntryTemplate,
        writer: consuming JSONWriter
    ) -> JSONWriter {
        let events = sheet.events.prefix(eventCount)
        let closing = closingFunds(template.numbering)
        // Each event stands right after its slot and the events before it.
        var event = events.indices.count { events[$0].slot + 1 + $0 < range.lowerBound }
        var slot = min(range.lowerBound - event, slotCount)
        let skipped = max(0, range.lowerBound - bookedFundsCount)
        let balance =
            sheet.opening + sheet.sums(before: slot).amount
            + events.prefix(event).reduce(0) { $0 + $1.amount }
            + closing.prefix(skipped).reduce(0) { $0 + $1.amount }
        var entries = EntryWriter(template: template, balance: balance, writer: writer)
        while slot + event < min(range.upperBound, bookedFundsCount) {
            if event < eventCount, events[event].slot < slot {
                write(events[event], numbering: template.numbering, to: &entries)
                event += 1
            } else {
                writeSlot(slot, to: &entries)
                slot += 1
            }
        }
        for booking in closing.prefix(max(0, range.upperBound - bookedFundsCount)).dropFirst(
            skipped
        ) {
            entries.booking(booking)
        }
        return entries.finished()
    }

    @inline(__always)
    private func writeSlot(_ slot: Int, to entries: inout EntryWriter) {
        let slots = sheet.slots
        let word = slots.word(slot)
        let time = slots.time(slot, in: sheet.clock)
        let movement = (date: slots.date, slot: slot)
        if Slots.isDrawnAsRefund(word, slot: slot), let refund = slots.refund(slot, word: word) {
            entries.payment(
                .refund,
                movement: movement,
                capture: refund.capture,
                time: time,
                amount: -refund.amount
            )
        } else {
            entries.payment(
                .capture,
                movement: movement,
                capture: slots.place(slot),
                time: time,
                amount: slots.captureAmount(word)
            )
        }
    }

    /// An entry that is of no slot.
    func write(
        _ event: DayEvent,
        numbering: EntryNumbering,
        to entries: inout EntryWriter
    ) {
        guard let capture = event.capture else {
            return entries.booking(sheet.booking(of: event, numbering: numbering))
        }
        // A dispute, or a second fee, carries the references of the capture it is about.
        entries.payment(
            event.type,
            movement: (capture.date, capture.slot),
            capture: capture,
            time: sheet.slots.time(event.slot, in: sheet.clock) + 1,
            amount: event.amount
        )
    }
}

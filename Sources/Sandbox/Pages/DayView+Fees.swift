// SPDX-License-Identifier: Apache-2.0

extension DayView {
    /// Writes the entries of the topic `fees` whose places are in `range`.
    ///
    /// Under net settlement the balance is 0 before the first entry of every date, because fees are
    /// retained daily.
    ///
    /// - Complexity: O(entries written + 256), wherever the range begins.
    func writeFees(
        _ range: Range<Int>,
        template: EntryTemplate,
        writer: consuming JSONWriter
    ) -> JSONWriter {
        let firstFee = max(0, range.lowerBound - arrivalCount)
        var slot = sheet.slot(ofFee: firstFee)
        let skipped = max(0, range.lowerBound - bookedFeesCount)
        let sum =
            feeSum(before: range.lowerBound, slot: slot) - closingFeesSum(ofFirst: skipped)
        var entries = EntryWriter(
            template: template,
            balance: sheet.carried.feesOpening - sum,
            writer: writer
        )
        var left = range.count
        for place in (0..<arrivalCount).dropFirst(range.lowerBound).prefix(left) {
            write(sheet.arrivals[place], time: sheet.arrivalTime(place), to: &entries)
            left -= 1
        }
        while left > 0, slot < slotCount {
            left -= writeFee(slot, to: &entries) ? 1 : 0
            slot += 1
        }
        writeClosingFees(skipped..<skipped + max(0, left), template.numbering, to: &entries)
        return entries.finished()
    }

    /// What the first entries of those after all slots add.
    private func closingFeesSum(ofFirst count: Int) -> Int64 {
        guard count > 0 else { return 0 }
        let amounts = closingFeeEvents.map(\.amount) + closingFees.map(\.amount)
        return amounts.prefix(count).reduce(0, +)
    }

    private func writeClosingFees(
        _ range: Range<Int>,
        _ numbering: EntryNumbering,
        to entries: inout EntryWriter
    ) {
        guard !range.isEmpty else { return }
        let events = closingFeeEvents
        for place in range.clamped(to: 0..<events.count + closingFees.count) {
            if place < events.count {
                write(events[place], numbering: numbering, to: &entries)
            } else {
                entries.booking(closingFees[place - events.count])
            }
        }
    }

    /// What the entries before a place take together, whose next capture is in `slot`.
    private func feeSum(before place: Int, slot: Int) -> Int64 {
        sheet.arrivals.prefix(min(place, arrivalCount)).reduce(sheet.sums(before: slot).fees) {
            $0 + $1.fee
        }
    }

    private func write(_ arrival: FeeArrival, time: Int64, to entries: inout EntryWriter) {
        entries.payment(
            .captureFee,
            movement: (arrival.capture.date, arrival.capture.slot),
            capture: arrival.capture,
            time: time,
            amount: -arrival.fee
        )
    }

    /// False for a slot whose fee is not booked on this date.
    @inline(__always)
    private func writeFee(_ slot: Int, to entries: inout EntryWriter) -> Bool {
        let slots = sheet.slots
        let movement = slots.movement(slot)
        guard movement.fee > 0, !slots.isFeeDelayed(slot) else { return false }
        entries.payment(
            .captureFee,
            movement: (slots.date, slot),
            capture: slots.place(slot),
            time: slots.time(slot, in: sheet.clock),
            amount: -movement.fee
        )
        return true
    }
}

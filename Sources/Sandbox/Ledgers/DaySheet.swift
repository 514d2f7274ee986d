// SPDX-License-Identifier: Apache-2.0

/// What must be known of a ledger date to begin any of its pages: its sums, and running sums every
/// 256 slots.
///
/// - Complexity: Made in O(slots of the date), some nanoseconds each; 24 bytes per 256 slots.
struct DaySheet: Sendable {
    /// Sums over all slots before a block.
    struct Block: Sendable {
        var amount: Int64 = 0
        /// Fees booked on this date, positive.
        var fees: Int64 = 0
        /// Captures whose fee is booked on this date.
        var feeCount = 0
    }

    let ledger: Ledger
    let slots: Slots
    let clock: DayClock
    /// Sorted by slot.
    let events: [DayEvent]
    /// Captures of the date before whose fees are booked on this one.
    let arrivals: [FeeArrival]
    /// One more than there are blocks.
    let blocks: [Block]
    /// Balance of funds before the first entry.
    let opening: Int64
    /// What a correction at the end of the date takes; nil on most dates.
    let overdraftCorrection: Int64?
    /// Positive; 0 on a date without entries.
    let feesRetained: Int64
    /// Positive; nil without a payout.
    let payout: (number: Int, amount: Int64)?

    static let blockLength = 256

    var date: SandboxDate { slots.date }

    /// Balance of funds after the last entry.
    var closing: Int64 {
        guard payout == nil else { return 0 }
        return balanceBeforeTail + (overdraftCorrection ?? 0) - feesRetained
    }

    /// Balance of funds after all slots and events.
    var balanceBeforeTail: Int64 {
        events.reduce(opening + (blocks.last?.amount ?? 0)) { $0 + $1.amount }
    }
}

/// A fee that is booked a date after its capture.
struct FeeArrival: Sendable {
    let capture: Slots.CapturePlace
    /// Positive minor units.
    let fee: Int64
}

extension DaySheet {
    /// Sums up a date that begins with the balance `opening` on funds; `abortedPayout` is the
    /// payout of the date before if it comes back on this one.
    init(days: LedgerDays, date: SandboxDate, opening: Int64, abortedPayout: Int64?) {
        ledger = days.ledger
        self.opening = opening
        slots = Slots(days: days, date: date)
        clock = DayClock(date: date, country: days.ledger.country)
        let previous = Slots(days: days, date: date.advanced(by: -1))
        arrivals = slots.count == 0 ? [] : previous.delayedFees()
        blocks = slots.runningSums()
        let drawn = DayEvents(days: days).drawn(on: slots)
        events = Self.firstEvents(days, date, abortedPayout) + drawn
        feesRetained = arrivals.reduce(blocks.last?.fees ?? 0) { $0 + $1.fee }
        let sum = events.reduce(opening + (blocks.last?.amount ?? 0)) { $0 + $1.amount }
        var correction: Int64?
        if case .overdrawn(let overdraft, _) = days.kind(date) {
            correction = -(sum - feesRetained + overdraft)
        }
        overdraftCorrection = correction
        payout =
            days.hasPayout(date)
            ? (days.payoutNumber(date), sum - feesRetained) : nil
    }

    /// What the kinds of this date and the one before bring, after the first slot.
    private static func firstEvents(
        _ days: LedgerDays,
        _ date: SandboxDate,
        _ abortedPayout: Int64?
    ) -> [DayEvent] {
        func event(_ type: EntryType, _ amount: Int64) -> DayEvent {
            DayEvent(type: type, slot: 0, amount: amount, capture: nil, ordinal: 5)
        }
        if let abortedPayout { return [event(.payoutAborted, abortedPayout)] }
        if case .overdrawn(let debt, repaidByTopUp: true) = days.kind(date.advanced(by: -1)) {
            return [event(.topUp, debt)]
        }
        return []
    }
}

extension Slots {
    /// Captures near the end of the date whose fees are booked on the next one.
    fileprivate func delayedFees() -> [FeeArrival] {
        (max(0, count - 4)..<max(0, count)).filter(isFeeDelayed).map { slot in
            FeeArrival(capture: place(slot), fee: fee(of: captureAmount(word(slot))))
        }
    }

    fileprivate func runningSums() -> [DaySheet.Block] {
        var blocks = [DaySheet.Block()]
        blocks.reserveCapacity(count / DaySheet.blockLength + 2)
        var sums = DaySheet.Block()
        for slot in 0..<count {
            add(slot, to: &sums)
            if (slot + 1) % DaySheet.blockLength == 0 { blocks.append(sums) }
        }
        blocks.append(sums)
        return blocks
    }

    @inline(__always)
    fileprivate func add(_ slot: Int, to sums: inout DaySheet.Block) {
        let movement = movement(slot)
        sums.amount += movement.amount
        guard movement.fee > 0, !isFeeDelayed(slot) else { return }
        sums.fees += movement.fee
        sums.feeCount += 1
    }
}

extension DaySheet {
    /// The sums over all slots before `slot`.
    func sums(before slot: Int) -> Block {
        let block = slot / Self.blockLength
        var sums = blocks[block]
        for slot in block * Self.blockLength..<slot { slots.add(slot, to: &sums) }
        return sums
    }

    /// The slot of the capture whose fee is booked after `rank` others; the number of slots when
    /// there is none.
    func slot(ofFee rank: Int) -> Int {
        var low = 0
        var high = blocks.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if blocks[middle].feeCount <= rank { low = middle } else { high = middle }
        }
        var sums = blocks[low]
        var slot = min(low * Self.blockLength, slots.count)
        while slot < slots.count {
            slots.add(slot, to: &sums)
            if sums.feeCount > rank { return slot }
            slot += 1
        }
        return slots.count
    }
}

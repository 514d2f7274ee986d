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
    /// What a correction at the end of the date takes; nil on most dates.
    let overdraftCorrection: Int64?
    /// What the date's entries on fees take together, but for those that settle them; negative
    /// when they give.
    let feesOfDate: Int64
    /// Entries on fees that belong to no capture's slot; after all slots.
    let feeEvents: [DayEvent]
    /// What was there before the first entry.
    let carried: CarriedState
    /// Positive; nil without a payout.
    let payout: (number: Int, amount: Int64)?

    static let blockLength = 256

    var date: SandboxDate { slots.date }

    /// Balance of funds before the first entry.
    var opening: Int64 { carried.opening }

    /// What leaves funds for the date's fees; negative when they gave, 0 under gross settlement.
    var feesRetained: Int64 { ledger.isGross ? 0 : feesOfDate }

    /// Balance of funds after the last entry.
    var closing: Int64 {
        guard payout == nil else { return carried.reserve }
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
    init(days: LedgerDays, date: SandboxDate, carried: CarriedState) {
        ledger = days.ledger
        self.carried = carried
        slots = Slots(days: days, date: date)
        clock = DayClock(date: date, country: days.ledger.country)
        let previous = Slots(days: days, date: date.advanced(by: -1))
        arrivals = slots.count == 0 ? [] : previous.delayedFees()
        blocks = slots.runningSums()
        let drawn = DayEvents(days: days).drawn(on: slots)
        let odd = OddEvents(ledger: days.ledger, slots: slots)
        events = Self.firstEvents(days, date, carried) + odd.onFunds() + drawn
        let paymentFees = arrivals.reduce(blocks.last?.fees ?? 0) { $0 + $1.fee }
        feeEvents = odd.onFees(paymentFees)
        feesOfDate = feeEvents.reduce(paymentFees) { $0 - $1.amount }
        let retained = days.ledger.isGross ? 0 : feesOfDate
        let sum = events.reduce(carried.opening + (blocks.last?.amount ?? 0)) { $0 + $1.amount }
        switch days.kind(date) {
        case .overdrawn(let overdraft, _): overdraftCorrection = -(sum - retained + overdraft)
        case .sinksIntoDebt: overdraftCorrection = -(sum - retained + carried.debt)
        default: overdraftCorrection = nil
        }
        payout =
            days.hasPayout(date)
            ? (days.payoutNumber(date), sum - retained - carried.reserve) : nil
    }

    /// What the kinds of this date and the one before bring, after the first slot.
    private static func firstEvents(
        _ days: LedgerDays,
        _ date: SandboxDate,
        _ carried: CarriedState
    ) -> [DayEvent] {
        func event(_ type: EntryType, _ amount: Int64) -> DayEvent {
            DayEvent(type: type, slot: 0, amount: amount, capture: nil, ordinal: 5)
        }
        if let payout = carried.abortedPayout { return [event(.payoutAborted, payout.amount)] }
        if days.kind(date) == .repaysDebt { return [event(.topUp, -carried.opening)] }
        if case .overdrawn(let debt, repaidByTopUp: true) = days.kind(date.advanced(by: -1)) {
            return [event(.topUp, debt)]
        }
        return []
    }
}

extension Slots {
    /// The sums over all slots.
    func total() -> DaySheet.Block {
        var sums = DaySheet.Block()
        for slot in 0..<count { add(slot, to: &sums) }
        return sums
    }

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

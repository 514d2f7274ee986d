// SPDX-License-Identifier: Apache-2.0

/// The payments and refunds of one ledger date, each made on its own from its place.
///
/// A slot's random word says by itself whether it is *drawn* as a refund. A drawn refund stays one
/// only if the slots it needs were drawn as captures; otherwise it is a capture. So nothing is ever
/// decided by a chain of slots, and a refund never takes more than nine tenths of the capture
/// before it: their sum is positive.
struct Slots: Sendable {
    let date: SandboxDate
    let count: Int
    let key: RandomKey
    let leastCapture: Int64
    let feeRate: Int64
    /// How many quarters of the date's last captures have their fees booked on the next date.
    let delayedQuarters: UInt64
    private let ledgerKey: RandomKey
    private let targets: InlineArray<8, Target>

    /// A date whose captures may be refunded on this one.
    struct Target: Sendable {
        let date: SandboxDate
        let key: RandomKey
        let count: Int
    }

    init(days: LedgerDays, date: SandboxDate) {
        self.date = date
        count = days.slotCount(date)
        key = days.key(date)
        leastCapture = days.ledger.country.leastCapture
        feeRate = days.ledger.feeRate
        ledgerKey = days.ledger.key
        let delaysFees = count >= 8 && days.kind(date.advanced(by: 1)) != .empty
        let usualQuarters: UInt64 = days.ledger.oddities.contains(.delayedFees) ? 4 : 1
        delayedQuarters = delaysFees ? usualQuarters : 0
        let delays: InlineArray<8, Int> = [0, 0, 1, 1, 2, 3, 6, 14]
        targets = InlineArray { place in
            let date = date.advanced(by: -delays[place])
            return Target(date: date, key: days.key(date), count: days.slotCount(date))
        }
    }

    /// What a slot does to the balances of funds and fees.
    struct Movement {
        /// Signed minor units.
        var amount: Int64
        /// Fee of a capture as a positive number; 0 for a refund.
        var fee: Int64
    }

    @inline(__always)
    func word(_ slot: Int) -> UInt64 { key.childWord(slot) }

    @inline(__always)
    func movement(_ slot: Int) -> Movement {
        let word = word(slot)
        if Self.isDrawnAsRefund(word, slot: slot), let refund = refund(slot, word: word) {
            return Movement(amount: -refund.amount, fee: 0)
        }
        let amount = captureAmount(word)
        return Movement(amount: amount, fee: fee(of: amount))
    }

    /// Whether the fee of the capture in a slot is booked on the next date.
    @inline(__always)
    func isFeeDelayed(_ slot: Int) -> Bool {
        guard delayedQuarters > 0, slot >= count - 4 else { return false }
        let word = word(slot)
        return !Self.isDrawnAsRefund(word, slot: slot) && word >> 62 < delayedQuarters
            && captureAmount(word) < 4 * leastCapture
    }

    /// Positive minor units, rounded half up.
    func fee(of amount: Int64) -> Int64 { (amount * feeRate + 5_000) / 10_000 }

    @inline(__always)
    static func isDrawnAsRefund(_ word: UInt64, slot: Int) -> Bool {
        slot >= 2 && UInt8(truncatingIfNeeded: word) < 15
    }

    /// The amount of a capture: mostly small, rarely up to 400 times the least.
    @inline(__always)
    func captureAmount(_ word: UInt64) -> Int64 {
        let spreads: InlineArray<8, Int64> = [2, 4, 6, 10, 16, 30, 80, 400]
        let fraction = Int64((word >> 11) & 0xffff)
        let spread = spreads[Int((word >> 8) & 7)]
        let amount = leastCapture + (leastCapture * spread * fraction) >> 16
        switch (word >> 27) & 3 {
        case 0: return amount - amount % 100
        case 1: return amount - amount % 50
        default: return amount
        }
    }
}

extension Slots {
    /// A refund and the capture it gives back.
    struct Refund {
        let amount: Int64
        let capture: CapturePlace
    }

    /// Where a capture was made; what its payment is called follows from it.
    struct CapturePlace: Sendable {
        let date: SandboxDate
        let slot: Int
        let key: RandomKey
    }

    /// Nil when the slots that the refund needs were drawn as refunds themselves.
    ///
    /// How many days a slot looks back depends on the slot's number alone, so no capture is
    /// refunded twice.
    func refund(_ slot: Int, word: UInt64) -> Refund? {
        let guarding = self.word(slot - 1)
        guard !Self.isDrawnAsRefund(guarding, slot: slot - 1) else { return nil }
        let target = targets[Int(ledgerKey.childWord(-100 - slot) & 7)]
        let place = CapturePlace(date: target.date, slot: slot - 1, key: target.key)
        guard place.slot < target.count else { return nil }
        let capture = target.key.childWord(place.slot)
        guard !Self.isDrawnAsRefund(capture, slot: place.slot) else { return nil }
        let whole = captureAmount(capture)
        let wanted = (word >> 60) & 3 == 0 ? whole / 2 : whole
        return Refund(amount: min(wanted, captureAmount(guarding) * 9 / 10), capture: place)
    }

    func place(_ slot: Int) -> CapturePlace { CapturePlace(date: date, slot: slot, key: key) }

    /// Microseconds after local midnight, on a day of 24 hours scaled to this one's length;
    /// ascending with the slot.
    func time(_ slot: Int, in clock: DayClock) -> Int64 {
        let jitter = (word(slot) >> 29) & 0xffff
        let fraction = ((UInt64(slot) << 16 | jitter) << 16) / UInt64(count)
        return clock.instant(atFraction: fraction)
    }

    /// How many slots lie before an instant.
    func count(before instant: Int64, in clock: DayClock) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if time(middle, in: clock) < instant { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Slots.CapturePlace {
    /// The capture with which the payment began: a second, partial capture shares its payment's
    /// reference.
    var payment: Slots.CapturePlace {
        guard slot % 2 == 1, (key.childWord(slot) >> 56) & 15 == 0,
            !Slots.isDrawnAsRefund(key.childWord(slot - 1), slot: slot - 1)
        else { return self }
        return Slots.CapturePlace(date: date, slot: slot - 1, key: key)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// As much of a ledger date as can be seen at some instant.
struct DayView: Sendable {
    let sheet: DaySheet
    /// Whether more entries may still come.
    let isOpen: Bool
    let slotCount: Int
    let eventCount: Int
    let arrivalCount: Int

    /// On an open date `instant` is now, in microseconds since 1970-01-01T00:00Z; nil on a closed
    /// one.
    init(_ sheet: DaySheet, openAt instant: Int64?) {
        self.sheet = sheet
        isOpen = instant != nil
        let slotCount =
            instant.map { sheet.slots.count(before: $0, in: sheet.clock) } ?? sheet.slots.count
        self.slotCount = slotCount
        eventCount = sheet.events.count { $0.slot < slotCount }
        arrivalCount = sheet.arrivals.indices.count { place in
            instant.map { sheet.arrivalTime(place) < $0 } ?? true
        }
    }

    /// Entries of a topic, over all pages.
    func entryCount(_ topic: Topic, numbering: EntryNumbering) -> Int {
        switch topic {
        case .funds: bookedFundsCount + closingFunds(numbering).count
        case .fees: bookedFeesCount + closingFeeEvents.count + closingFees.count
        }
    }

    /// Entries of the topic `funds` but for those that close the date.
    var bookedFundsCount: Int { slotCount + eventCount }

    /// Entries of the topic `fees` but for those that close the date.
    var bookedFeesCount: Int { arrivalCount + sheet.sums(before: slotCount).feeCount }

    func closingFunds(_ numbering: EntryNumbering) -> [Booking] {
        isOpen ? [] : sheet.closingFunds(numbering)
    }

    /// Entries on fees that are seen once the date is closed.
    var closingFeeEvents: [DayEvent] { isOpen ? [] : sheet.feeEvents }

    var closingFees: [Booking] { isOpen ? [] : sheet.closingFees() }
}

extension DaySheet {
    /// Fees of the date before come right after midnight.
    func arrivalTime(_ place: Int) -> Int64 { clock.start + Int64(place + 1) * 7_000_000 }
}

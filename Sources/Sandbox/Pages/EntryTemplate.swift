// SPDX-License-Identifier: Apache-2.0

/// The parts of an entry's JSON that all entries of one ledger date share.
struct EntryTemplate: Sendable {
    /// From the end of `time` to the entry type.
    let afterTime: [UInt8]
    /// From the end of `reference` to the amount.
    let beforeAmount: [UInt8]
    /// From the amount to `balanceBefore`, for each sales unit.
    let units: [[UInt8]]
    /// The same without a recipient.
    let noUnit: [UInt8]
    /// Whether each sales unit is a VM-number.
    let isVMNumber: [Bool]
    /// The UTC dates on which the local date begins and ends, `2026-09-30T`.
    let utcDates: (first: [UInt8], second: [UInt8])
    /// Microseconds since 1970-01-01T00:00Z at which the second UTC date begins.
    let secondUTCDate: Int64
    let numbering: EntryNumbering
    let ledgerID: [UInt8]
    let includesPersonalData: Bool

    init(
        ledger: Ledger,
        date: SandboxDate,
        numbering: EntryNumbering,
        includesPersonalData: Bool
    ) {
        afterTime = Array("\",\"ledgerDate\":\"\(date)\",\"entryType\":\"".utf8)
        beforeAmount = Array(",\"currency\":\"\(ledger.country.currency)\",\"amount\":".utf8)
        noUnit = Array(",\"recipientHandle\":null,\"balanceBefore\":".utf8)
        // Older data name no recipient.
        let hasHandles =
            date >= SandboxDate(year: 2022, month: 1, day: 1)
            && !ledger.oddities.contains(.nullHandles)
        units = ledger.units.map { unit in
            let handle = hasHandles ? "\"\(unit.handle)\"" : "null"
            return Array(",\"recipientHandle\":\(handle),\"balanceBefore\":".utf8)
        }
        isVMNumber = ledger.units.map(\.isVMNumber)
        utcDates = (Array("\(date.advanced(by: -1))T".utf8), Array("\(date)T".utf8))
        secondUTCDate = Int64(date.days) * 86_400_000_000
        self.numbering = numbering
        ledgerID = Array(ledger.id.utf8)
        self.includesPersonalData = includesPersonalData
    }
}

/// Gives every movement of every ledger a `pspReference` of its own.
struct EntryNumbering: Sendable {
    private let numbersPerDay: Int64
    private let ledgerStride: Int64
    private let ledger: Int64

    init(settings: SandboxSettings, ledger: Int) {
        // The busiest weekday with the most of its scatter has 1.298 times the average.
        numbersPerDay = Int64(settings.entriesPerDay + settings.entriesPerDay * 3 / 10 + 64)
        // A power of two, so that one more ledger seldom renumbers the others.
        var stride = 4
        while stride < settings.ledgers { stride *= 2 }
        ledgerStride = Int64(stride)
        self.ledger = Int64(ledger)
    }

    @inline(__always)
    func number(_ date: SandboxDate, slot: Int) -> Int64 {
        let day = Int64(date.days - SandboxDate.first.days)
        return 20_000_000_000 + (day * numbersPerDay + Int64(slot + 32)) * ledgerStride + ledger
    }

    func number(_ date: SandboxDate, event: Int) -> Int64 { number(date, slot: -1 - event) }
}

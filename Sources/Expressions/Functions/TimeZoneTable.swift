// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How far one time zone's clocks were and will be ahead of UTC, from the system's tz database.
///
/// - Source: RFC 8536 (TZif); the rule after the last transition is its POSIX footer.
struct TimeZoneTable: Sendable {
    /// Microseconds since the epoch, ascending; at each the offset of the same position begins.
    private let starts: [Int64]
    private let offsets: [Int64]
    private let firstOffset: Int64
    private let rule: PosixZoneRule?

    init(starts: [Int64], offsets: [Int64], firstOffset: Int64, rule: PosixZoneRule?) {
        self.starts = starts
        self.offsets = offsets
        self.firstOffset = firstOffset
        self.rule = rule
    }

    /// Microseconds to add to an instant for what the zone's clocks show then.
    ///
    /// - Complexity: O(log transitions).
    func offset(at instant: Int64) -> Int64 {
        guard let last = starts.last else { return rule?.offset(at: instant) ?? firstOffset }
        if instant >= last, let rule { return rule.offset(at: instant) }
        var low = 0, high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? firstOffset : offsets[low - 1]
    }

    /// The instant at which the zone's clocks showed that time: the earlier of two, and where
    /// clocks jumped over it the moment of the jump's length later.
    func instant(ofLocal local: Int64) -> Int64 {
        let day = TimestampText.microsecondsPerDay
        let before = offset(at: local &- day), after = offset(at: local &+ day)
        let candidates = [local &- before, local &- after].sorted()
        for candidate in candidates where candidate &+ offset(at: candidate) == local {
            return candidate
        }
        return local &- before
    }

    private static let loaded = Mutex<[String: TimeZoneTable]>([:])

    /// The zone of that IANA name, read once per process; nil if the system has none.
    static func named(_ name: String) -> TimeZoneTable? {
        if let known = loaded.withLock({ $0[name] }) { return known }
        guard let table = ZoneFile.table(named: name) else { return nil }
        loaded.withLock { $0[name] = table }
        return table
    }
}

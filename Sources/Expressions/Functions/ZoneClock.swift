// SPDX-License-Identifier: Apache-2.0

/// What the clocks of one time zone show, for schedules: the system's tz database by the zone's name.
package struct ZoneClock: Sendable {
    private let table: TimeZoneTable

    /// The zone of that IANA name; nil if the system has none.
    package init?(named name: String) {
        guard let table = TimeZoneTable.named(name) else { return nil }
        self.table = table
    }

    /// What the clocks show at an instant.
    ///
    /// - Parameter instant: Microseconds since 1970-01-01T00:00:00Z.
    /// - Returns: Microseconds since 1970-01-01T00:00:00 on the zone's clocks.
    package func local(at instant: Int64) -> Int64 {
        instant &+ table.offset(at: instant)
    }

    /// The first instant at which the clocks show `local` or, where they jump over it, have passed it: the earlier one of
    /// two, and the end of a gap.
    ///
    /// - Parameter local: Microseconds since 1970-01-01T00:00:00 on the zone's clocks.
    /// - Returns: Microseconds since 1970-01-01T00:00:00Z.
    package func firstInstant(atOrPast local: Int64) -> Int64 {
        let found = table.instant(ofLocal: local)
        guard self.local(at: found) != local else { return found }
        // No clock ever showed it: the jump lies within a day before, and the clocks are behind `local` until then.
        var (before, after) = (found &- TimestampText.microsecondsPerDay, found)
        while after - before > 1 {
            let middle = before + (after - before) / 2
            if self.local(at: middle) < local { before = middle } else { after = middle }
        }
        return after
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
package import Expressions
package import Schedules
package import struct FjordKit.DateWindow

/// The windows of a pipeline that follow one another: those that its schedule's fire times give, or, without a schedule,
/// one for each unit.
package struct WindowGrid: Sendable {
    private let spec: WindowSpec
    private let cron: CronExpression?
    private let scheduleClock: ZoneClock

    /// Describes a grid.
    ///
    /// - Parameters:
    ///   - spec: What one window covers.
    ///   - cron: When the pipeline runs by itself; nil for one without a schedule.
    ///   - scheduleClock: The clock on which `cron` is read.
    package init(_ spec: WindowSpec, cron: CronExpression?, scheduleClock: ZoneClock) {
        self.spec = spec
        self.cron = cron
        self.scheduleClock = scheduleClock
    }

    /// The latest window: that of the last fire time, or of the last unit that is over.
    ///
    /// - Parameter nowMicroseconds: Since 1970-01-01T00:00:00Z; a fire time of just now counts.
    /// - Returns: Nil when the schedule has never fired or the window leaves the years 1 to 9999.
    package func latest(nowMicroseconds: Int64) -> DateWindow? {
        guard let cron else { return window(at: nowMicroseconds) }
        return cron.previous(before: nowMicroseconds &+ 1, in: scheduleClock).flatMap(window)
    }

    /// The windows whose last day lies between two days, both included, oldest first.
    ///
    /// Windows that are not over at `nowMicroseconds` are left out.
    package func windows(
        endingFrom first: CalendarDate,
        to last: CalendarDate,
        nowMicroseconds: Int64
    ) -> [DateWindow] {
        let newest = min(last, window(at: nowMicroseconds)?.last ?? .earliest)
        var found: [DateWindow] = []
        var fire = firstFire(atOrAfter: first.advanced(by: 1))
        while let instant = fire, let window = window(at: instant), window.last <= newest {
            // Several fire times of one unit give one window.
            if window.last >= first, found.last != window { found.append(window) }
            fire = firstFire(atOrAfter: spec.day(of: instant).advanced(by: 1))
        }
        return found
    }

    /// What is over at an instant.
    private func window(at instant: Int64) -> DateWindow? {
        try? spec.window(for: .latest, nowMicroseconds: instant)
    }

    /// The first fire time on or behind the beginning of a day; without a schedule each day begins with one.
    private func firstFire(atOrAfter day: CalendarDate) -> Int64? {
        guard day > .earliest, day < .latest, let midnight = spec.midnight(of: day) else {
            return nil
        }
        guard let cron else { return midnight }
        return cron.next(after: midnight - 1, in: scheduleClock)
    }
}

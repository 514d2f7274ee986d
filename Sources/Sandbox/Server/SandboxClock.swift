// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// What time it is in the sandbox.
struct SandboxClock: Sendable {
    /// Decides which date is open; nil: `now` does.
    let today: SandboxDate?
    /// Microseconds since 1970-01-01T00:00Z; tokens live by it.
    let now: @Sendable () -> Int64

    /// The machine's clock.
    static let machine: @Sendable () -> Int64 = {
        Int64(Date.now.timeIntervalSince1970 * 1_000_000)
    }

    /// The instant until which entries of a date can be seen; nil for closed dates, at or before
    /// the date's start for dates to come.
    func openInstant(of date: SandboxDate, in country: Country) -> Int64? {
        let instant = today.map { country.midnight(of: $0) + 43_200_000_000 } ?? now()
        let current = country.date(at: instant)
        if date < current { return nil }
        return date == current ? instant : country.midnight(of: date)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The instants of one local day, of 23, 24 or 25 hours.
struct DayClock: Sendable {
    /// Microseconds since 1970-01-01T00:00Z.
    let start: Int64
    let end: Int64
    /// When 0, 1, …, 64 of 64 parts of the day's payments have been made.
    private let knots: [Int64]

    init(date: SandboxDate, country: Country) {
        let start = country.midnight(of: date)
        let end = country.midnight(of: date.advanced(by: 1))
        // A minute at either end is left to entries that belong to the edges of the day.
        let minute: Int64 = 60_000_000
        let length = (end - start - 2 * minute) >> 16
        knots = Self.partOfDay.map { start + minute + length * $0 }
        self.start = start
        self.end = end
    }

    /// When a share of the day's payments, of 2^32, has been made.
    func instant(atFraction fraction: UInt64) -> Int64 {
        let knot = Int(fraction >> 26)
        let step = UInt64(knots[knot + 1] - knots[knot])
        return knots[knot] + Int64(truncatingIfNeeded: (step * (fraction & 0x3ff_ffff)) >> 26)
    }

    /// The day's time, of 2^16, at which each 64th of the payments has been made.
    private static let partOfDay: [Int64] = {
        // How busy each hour of the day is.
        let hours: [Int64] = [
            1, 1, 1, 1, 1, 2, 4, 8, 10, 12, 14, 16, 16, 14, 14, 16, 18, 18, 14, 10, 8, 6, 4, 2,
        ]
        let total = hours.reduce(0, +)
        return (0...64).map { knot in
            var left = Int64(knot) * total
            for (hour, weight) in hours.enumerated() {
                if left <= weight * 64 {
                    return (Int64(hour) * 65_536 + left * 65_536 / (weight * 64)) / 24
                }
                left -= weight * 64
            }
            return 65_536
        }
    }()
}

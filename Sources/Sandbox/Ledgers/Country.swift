// SPDX-License-Identifier: Apache-2.0

/// What differs between the markets.
enum Country: CaseIterable, Sendable {
    case norway
    case denmark
    case finland

    /// The prefix of a VM-number, `NO` in `NO:61234`.
    var code: String {
        switch self {
        case .norway: "NO"
        case .denmark: "DK"
        case .finland: "FI"
        }
    }

    /// The older prefixes of the same, in lower case.
    var olderCodes: [String] {
        switch self {
        case .norway: ["no", "nor"]
        case .denmark: ["dk", "dnk"]
        case .finland: ["fi", "fin"]
        }
    }

    var currency: String {
        switch self {
        case .norway: "NOK"
        case .denmark: "DKK"
        case .finland: "EUR"
        }
    }

    var businessScheme: String {
        switch self {
        case .norway: "business:NO:ORG"
        case .denmark: "business:DK:CVR"
        case .finland: "business:FI:Y-tunnus"
        }
    }

    /// The least capture, in minor units; all other amounts are bounded by it (see `DayEvents`).
    var leastCapture: Int64 {
        switch self {
        case .norway: 5_000
        case .denmark: 4_000
        case .finland: 500
        }
    }

    /// Microseconds from 1970-01-01T00:00Z to the local midnight with which a date begins.
    ///
    /// - Source: Directive 2000/84/EC: summer time from the last Sunday of March to the last of
    ///   October.
    func midnight(of date: SandboxDate) -> Int64 {
        let winterHours = self == .finland ? 2 : 1
        let hours = Self.beginsInSummerTime(date) ? winterHours + 1 : winterHours
        return (Int64(date.days) * 24 - Int64(hours)) * 3_600_000_000
    }

    /// Hours from UTC to local time at an instant in microseconds since 1970-01-01T00:00Z.
    func hoursFromUTC(at instant: Int64) -> Int64 {
        let winterHours: Int64 = self == .finland ? 2 : 1
        let year = date(at: instant).digits / 10_000
        let switches = [3, 10].map { month in
            (Int64(Self.lastSunday(ofMonth: month, year).days) * 24 + 1) * 3_600_000_000
        }
        return (switches[0]..<switches[1]).contains(instant) ? winterHours + 1 : winterHours
    }

    /// The local date at an instant in microseconds since 1970-01-01T00:00Z.
    func date(at instant: Int64) -> SandboxDate {
        let nearby = SandboxDate(days: Int(instant / 86_400_000_000))
        return midnight(of: nearby.advanced(by: 1)) <= instant ? nearby.advanced(by: 1) : nearby
    }

    /// The switch happens after midnight, so the day it happens on begins in the old time.
    private static func beginsInSummerTime(_ date: SandboxDate) -> Bool {
        let year = date.digits / 10_000
        return lastSunday(ofMonth: 3, year) < date && date <= lastSunday(ofMonth: 10, year)
    }

    private static func lastSunday(ofMonth month: Int, _ year: Int) -> SandboxDate {
        let last = SandboxDate(year: year, month: month, day: 31)
        return last.advanced(by: -((last.weekday + 1) % 7))
    }
}

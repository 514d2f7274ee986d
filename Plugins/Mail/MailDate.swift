// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation

/// The instant that a mail bears in its `Date` header.
struct MailDate {
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private let secondsSinceEpoch: Int
    private let secondsEastOfGreenwich: Int

    /// The first moment after the window's last day, in the window's time zone; without a window
    /// the run's start.
    ///
    /// - Throws: `unknown-time-zone`.
    init(of run: RunOutline) throws {
        guard let zone = TimeZone(identifier: run.timeZone) else {
            throw MailErrors.unknownTimeZone(run.timeZone)
        }
        let instant =
            run.window.flatMap { Self.start(of: $0.last.advanced(by: 1), in: zone) }
            ?? Date(timeIntervalSince1970: Double(run.startedAt / 1_000_000))
        secondsSinceEpoch = Int(instant.timeIntervalSince1970)
        secondsEastOfGreenwich = zone.secondsFromGMT(for: instant)
    }

    /// As RFC 5322 writes it, `Mon, 26 Oct 2026 00:00:00 +0100`.
    var text: String {
        let local = secondsSinceEpoch + secondsEastOfGreenwich
        let day = CalendarDate(daysSinceEpoch: Int32(local.flooredQuotient(by: 86_400)))
        let second = local - Int(day.daysSinceEpoch) * 86_400
        let (year, month, dayOfMonth) = day.components
        let time = [second / 3_600, second / 60 % 60, second % 60].map(Self.twoDigits)
        return
            "\(Self.weekdays[day.isoWeekday - 1]), \(dayOfMonth) \(Self.months[month - 1]) \(year) "
            + time.joined(separator: ":") + " " + offset
    }

    private var offset: String {
        let minutes = abs(secondsEastOfGreenwich) / 60
        let sign = secondsEastOfGreenwich < 0 ? "-" : "+"
        return sign + Self.twoDigits(minutes / 60) + Self.twoDigits(minutes % 60)
    }

    /// The first moment of a day; where clocks skip midnight, the one after the gap.
    private static func start(of day: CalendarDate, in zone: TimeZone) -> Date? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let (year, month, dayOfMonth) = day.components
        let noon = DateComponents(year: year, month: month, day: dayOfMonth, hour: 12)
        return calendar.date(from: noon).map(calendar.startOfDay(for:))
    }

    private static func twoDigits(_ value: Int) -> String {
        value < 10 ? "0\(value)" : String(value)
    }
}

extension Int {
    fileprivate func flooredQuotient(by divisor: Int) -> Int {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

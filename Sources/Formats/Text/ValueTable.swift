// SPDX-License-Identifier: Apache-2.0

import CNumbers
public import Columnar

/// How values are written: the one table behind CSV, JSON lines, mail tables and previews.
///
/// | Type | Written as |
/// | --- | --- |
/// | money | major units with the currency's decimals, `-1.00` |
/// | decimal | all its decimals |
/// | int64, float64 | digits; shortest that reads back the same |
/// | date, timestamp | `2026-10-01`, `2026-10-01T08:12:45.118302Z` |
/// | boolean | `true`, `false` |
extension ByteWriter {
    /// Room that holds any value but a text.
    static let valueRoom = longestNumber

    /// Puts an amount in major units into reserved room.
    @inline(__always)
    mutating func putMoney(_ minorUnits: Int64, _ currency: Currency, separator: UInt8) {
        put(minorUnits, fractionDigits: max(0, currency.fractionDigits), separator: separator)
    }

    /// Appends a finite double; `separator` takes the place of the point.
    mutating func append(_ value: Double, separator: UInt8) {
        let start = count
        unsafe appendUnsafely(upTo: Self.valueRoom) { room in
            unsafe fjord_double_write(value, room.baseAddress?.assumingMemoryBound(to: UInt8.self))
        }
        if separator != UInt8(ascii: ".") { replacePoint(with: separator, from: start) }
    }

    /// Puts `YYYY-MM-DD` into reserved room.
    mutating func putDate(_ days: Int32) {
        let (year, month, day) = CalendarDate(daysSinceEpoch: days).components
        putDigits(UInt64(year), count: 4)
        put(.minus)
        putDigits(UInt64(month), count: 2)
        put(.minus)
        putDigits(UInt64(day), count: 2)
    }

    /// Puts an instant in UTC, always with six decimals, into reserved room.
    ///
    /// `latest` is the day written last: most rows have the day of their neighbour.
    mutating func putTimestamp(_ microseconds: Int64, _ latest: inout DayText) {
        let perDay: Int64 = 86_400_000_000
        var (day, rest) = microseconds.quotientAndRemainder(dividingBy: perDay)
        if rest < 0 { (day, rest) = (day &- 1, rest &+ perDay) }
        let (seconds, fraction) = UInt64(rest).quotientAndRemainder(dividingBy: 1_000_000)
        let (minutes, second) = seconds.quotientAndRemainder(dividingBy: 60)
        let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
        putDay(Int32(truncatingIfNeeded: day), &latest)
        put(UInt8(ascii: "T"))
        putDigits(hour, count: 2)
        put(.colon)
        putDigits(minute, count: 2)
        put(.colon)
        putDigits(second, count: 2)
        put(UInt8(ascii: "."))
        putDigits(fraction, count: 6)
        put(UInt8(ascii: "Z"))
    }

    @inline(__always)
    private mutating func putDay(_ day: Int32, _ latest: inout DayText) {
        if day != latest.day { latest = DayText(day) }
        put(word: latest.head, byteCount: 8)
        put(word: latest.tail, byteCount: 2)
    }
}

/// A day as the ten bytes that it is written with.
struct DayText {
    let day: Int32
    let head: UInt64
    let tail: UInt64

    init(_ day: Int32) {
        let (year, month, dayOfMonth) = CalendarDate(daysSinceEpoch: day).components
        let hyphen = UInt64(UInt8(ascii: "-"))
        self.day = day
        head =
            Self.digits(year / 100) | Self.digits(year % 100) << 16 | hyphen << 32
            | Self.digits(month) << 40 | hyphen << 56
        tail = Self.digits(dayOfMonth)
    }

    /// Two digits as the bytes that they are written with.
    private static func digits(_ number: Int) -> UInt64 {
        let zero = UInt64(UInt8(ascii: "0"))
        let (tens, ones) = UInt64(number).quotientAndRemainder(dividingBy: 10)
        return tens &+ zero | (ones &+ zero) << 8
    }

    /// 1970-01-01.
    static let epoch = DayText(0)
}

extension Column {
    /// One value as mail tables and previews show it: as in CSV, but without quotes, and empty for null.
    ///
    /// - Returns: NaN and infinity as `nan`, `inf` and `-inf`, since a preview must not fail.
    public func writtenText(ofSlot slot: Int) -> String {
        guard validity.map({ $0[slot] }) ?? true else { return "" }
        var writer = ByteWriter(capacity: ByteWriter.valueRoom)
        let point = UInt8(ascii: ".")
        switch self {
        case .boolean(let array): return array.values[slot] ? "true" : "false"
        case .int64(let array): writer.put(array.values[slot])
        case .float64(let array): writer.append(array.values[slot], separator: point)
        case .decimal(let array, _, let scale):
            writer.put(array.values[slot], fractionDigits: scale)
        case .money(let array):
            writer.putMoney(array.minorUnits[slot], array.currency(ofSlot: slot), separator: point)
        case .text(let array), .json(let array): return array[slot] ?? ""
        case .date(let array): writer.putDate(array.values[slot])
        case .timestamp(let array):
            var latest = DayText.epoch
            writer.putTimestamp(array.values[slot], &latest)
        }
        return writer.text
    }
}

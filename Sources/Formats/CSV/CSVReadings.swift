// SPDX-License-Identifier: Apache-2.0

import Columnar

/// 64-bit integers; `100.0` and `1e2` are integers too where the column was declared.
struct CSVIntegerReading: ValueReading {
    static let filler: Int64 = 0
    var number: CSVNumber

    @inline(__always)
    mutating func read(
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ end: Int
    ) -> Result<Int64, ReadingFault> {
        let first = bytes[start]
        if first &- UInt8(ascii: "1") < 9 || end == start &+ 1,
            let value = NumberReading.shortInteger(bytes, start, end)
        {
            return .success(value)
        }
        return readAny(bytes, start, end)
    }

    private mutating func readAny(
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ end: Int
    ) -> Result<Int64, ReadingFault> {
        guard let range = number.trimmed(bytes, start, end) else {
            return .failure(ReadingFault(.wrongType))
        }
        if number.isStrict {
            let first = bytes[start] == .minus ? start + 1 : start
            guard CSVNumber.digitsEnd(bytes, first, end) == end else {
                return .failure(ReadingFault(.fraction))
            }
            // Minus nothing would come out as nothing.
            guard first == start || bytes[first] != UInt8(ascii: "0") else {
                return .failure(ReadingFault(.wrongType))
            }
        }
        if number.putPointed(bytes, range) {
            return IntegerReading.readAny(number.pointed.span, 0, number.pointed.count)
        }
        return IntegerReading.readAny(bytes, range.lowerBound, range.upperBound)
    }

    func column(_ values: Values<Int64>, _ validity: ValidityBitmap?) -> Column {
        .int64(Int64Array(values, validity: validity))
    }
}

/// Decimals, by their digits.
struct CSVDecimalReading: ValueReading {
    static let filler: Int128 = 0
    var number: CSVNumber
    let precision: Int
    let scale: Int

    mutating func read(
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ end: Int
    ) -> Result<Int128, ReadingFault> {
        if let value = short(bytes, start, end) { return .success(value) }
        guard let range = number.trimmed(bytes, start, end) else {
            return .failure(ReadingFault(.wrongType))
        }
        let reading = DecimalReading(precision: precision, scale: scale)
        if number.putPointed(bytes, range) {
            return reading.read(number.pointed.span, 0, number.pointed.count)
        }
        return reading.read(bytes, range.lowerBound, range.upperBound)
    }

    /// A plain number of up to 18 digits, all of which the column has room for; nil for any other.
    @inline(__always)
    private func short(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int128? {
        guard bytes[start] != .minus, end - start <= 19 else { return nil }
        var point = start
        while point < end, bytes[point].isDigit { point &+= 1 }
        guard point > start, bytes[start] != UInt8(ascii: "0") || point == start &+ 1,
            let whole = NumberReading.shortInteger(bytes, start, point)
        else { return nil }
        if point == end { return scaled(whole, digitCount: point &- start, decimalCount: 0) }
        let decimalCount = end &- point &- 1
        guard bytes[point] == number.separator, decimalCount > 0, decimalCount <= scale,
            bytes[point &+ 1].isDigit,
            point &- start &+ decimalCount <= 18,
            let decimals = NumberReading.shortInteger(bytes, point &+ 1, end)
        else { return nil }
        let all = whole &* Self.power(decimalCount) &+ decimals
        return scaled(all, digitCount: end &- start &- 1, decimalCount: decimalCount)
    }

    private func scaled(_ value: Int64, digitCount: Int, decimalCount: Int) -> Int128? {
        let shift = scale - decimalCount
        guard digitCount + shift <= precision, shift <= 18 else { return nil }
        return Int128(value) &* Int128(Self.power(shift))
    }

    private static func power(_ exponent: Int) -> Int64 {
        var power: Int64 = 1
        for _ in 0..<exponent { power &*= 10 }
        return power
    }

    func column(_ values: Values<Int128>, _ validity: ValidityBitmap?) -> Column {
        .decimal(DecimalArray(values, validity: validity), precision: precision, scale: scale)
    }
}

/// Doubles, refusing numbers that would come out as their neighbours.
struct CSVDoubleReading: ValueReading {
    static let filler = 0.0
    var number: CSVNumber

    mutating func read(
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ end: Int
    ) -> Result<Double, ReadingFault> {
        guard let range = number.trimmed(bytes, start, end) else {
            return .failure(ReadingFault(.wrongType))
        }
        let isPointed = number.putPointed(bytes, range)
        let value =
            isPointed
            ? NumberReading.double(number.pointed.span, 0, number.pointed.count)
            : NumberReading.double(bytes, range.lowerBound, range.upperBound)
        switch value {
        case .value(let value): return .success(value)
        case .outOfRange: return .failure(ReadingFault(.outOfRange))
        case .notExact: return .failure(ReadingFault(.notExact))
        }
    }

    func column(_ values: Values<Double>, _ validity: ValidityBitmap?) -> Column {
        .float64(Float64Array(values, validity: validity))
    }
}

/// `true` and `false` in small letters, capitals or with one capital; where the column was declared, also `1` and `0`.
struct CSVBooleanReading: ValueReading {
    static let filler: UInt8 = 0
    let isStrict: Bool

    func read(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Result<UInt8, ReadingFault> {
        if !isStrict, end == start + 1, bytes[start] &- UInt8(ascii: "0") <= 1 {
            return .success(bytes[start] &- UInt8(ascii: "0"))
        }
        guard let value = Self.word(bytes, start, end) else {
            return .failure(ReadingFault(.wrongType))
        }
        return .success(value ? 1 : 0)
    }

    /// What the words `true` and `false` mean; nil for any other.
    static func word(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool? {
        guard end - start == 4 || end - start == 5 else { return nil }
        let isCapital = bytes[start] & 0x20 == 0, isAllCapitals = bytes[start + 1] & 0x20 == 0
        guard isCapital || !isAllCapitals else { return nil }
        for at in start + 2..<end where (bytes[at] & 0x20 == 0) != isAllCapitals { return nil }
        let word = bytes.word(at: start) | 0x2020_2020_2020_2020
        if end - start == 4 { return word & 0xFFFF_FFFF == JSONLiteral.true ? true : nil }
        return word & 0xFF_FFFF_FFFF == JSONLiteral.false ? false : nil
    }

    func column(_ values: Values<UInt8>, _ validity: ValidityBitmap?) -> Column {
        BooleanReading().column(values, validity)
    }
}

/// Days as `YYYY-MM-DD`.
struct CSVDateReading: ValueReading {
    static let filler: Int32 = 0
    private var days = DayReader()

    mutating func read(
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ end: Int
    ) -> Result<Int32, ReadingFault> {
        guard end - start == 10, let day = days.day(bytes, start) else {
            return .failure(ReadingFault(.badDate))
        }
        return .success(day)
    }

    func column(_ values: Values<Int32>, _ validity: ValidityBitmap?) -> Column {
        DateReading().column(values, validity)
    }
}

/// Instants as JSON has them in strings.
struct CSVTimestampReading: ValueReading {
    static let filler: Int64 = 0
    private var reading = TimestampReading()

    mutating func read(
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ end: Int
    ) -> Result<Int64, ReadingFault> {
        guard let instant = reading.instant(bytes, start, end) else {
            return .failure(ReadingFault(.badTimestamp))
        }
        return .success(instant)
    }

    func column(_ values: Values<Int64>, _ validity: ValidityBitmap?) -> Column {
        reading.column(values, validity)
    }
}

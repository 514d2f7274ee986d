// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Decodes values of fixed width through `Reading`, which gives the meaning of one value.
struct FixedFieldDecoder<Reading: ValueReading>: ~Copyable {
    private var fault: ValueFault?
    private let field: Int
    private var reading: Reading
    private var nulls = NullSlots()
    private var values = ValuesBuilder<Reading.Value>(capacity: RecordWalk.chunkRows)

    init(field: Int, _ reading: Reading) {
        self.field = field
        self.reading = reading
    }

    mutating func append(_ chunk: borrowing RecordChunk) -> ValueFault? {
        fault = nil
        let tokens = chunk.tokens(ofField: field)
        let page = chunk.page.paddedSpan, unescaped = chunk.unescaped.paddedSpan
        values.reserve(tokens.count)
        for row in tokens.indices {
            let token = tokens[row]
            if token.isNull {
                nulls.append(values.count)
                values.put(Reading.filler)
                continue
            }
            let source = token.isUnescaped ? unescaped : page
            switch reading.read(source, token.start, token.end) {
            case .success(let value): values.put(value)
            case .failure(let kind):
                note(ValueFault(kind: kind.kind, row: row, field: field, token: token))
            }
        }
        return fault
    }

    private mutating func note(_ found: ValueFault) {
        if fault == nil { fault = found }
        nulls.append(values.count)
        values.put(Reading.filler)
    }

    mutating func finish() -> Column {
        let count = values.count
        var finished = ValuesBuilder<Reading.Value>(capacity: count)
        swap(&finished, &values)
        let validity = nulls.takeValidity(count: count)
        return reading.column(finished.finish(), validity)
    }
}

/// Why a value has no meaning in its column.
struct ReadingFault: Error {
    let kind: ValueFault.Kind
    init(_ kind: ValueFault.Kind) { self.kind = kind }
}

/// The meaning of one JSON value in a column of fixed width.
protocol ValueReading {
    associatedtype Value: BitwiseCopyable & Sendable
    /// What null slots hold.
    static var filler: Value { get }

    /// Reads the checked value `start..<end`; a string comes with its quotes.
    mutating func read(
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ end: Int
    ) -> Result<Value, ReadingFault>

    func column(_ values: Values<Value>, _ validity: ValidityBitmap?) -> Column
}

/// 64-bit integers; `100.0` and `1e2` are integers too.
struct IntegerReading: ValueReading {
    static let filler: Int64 = 0

    @inline(__always)
    func read(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Result<Int64, ReadingFault> {
        if let value = NumberReading.shortInteger(bytes, start, end) { return .success(value) }
        return Self.readAny(bytes, start, end)
    }

    static func readAny(
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ end: Int
    ) -> Result<Int64, ReadingFault> {
        guard bytes[start].isDigit || bytes[start] == .minus else {
            return .failure(ReadingFault(.wrongType))
        }
        switch NumberText(bytes, start, end).scaled(by: 0, precision: 19) {
        case .value(let exact):
            guard let value = Int64(exactly: exact) else {
                return .failure(ReadingFault(.outOfRange))
            }
            return .success(value)
        case .inexact: return .failure(ReadingFault(.fraction))
        case .tooLarge: return .failure(ReadingFault(.outOfRange))
        }
    }

    func column(_ values: Values<Int64>, _ validity: ValidityBitmap?) -> Column {
        .int64(Int64Array(values, validity: validity))
    }
}

/// Decimals, by their digits.
struct DecimalReading: ValueReading {
    static let filler: Int128 = 0
    let precision: Int
    let scale: Int

    func read(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Result<Int128, ReadingFault> {
        guard bytes[start].isDigit || bytes[start] == .minus else {
            return .failure(ReadingFault(.wrongType))
        }
        switch NumberText(bytes, start, end).scaled(by: scale, precision: precision) {
        case .value(let value): return .success(value)
        case .inexact: return .failure(ReadingFault(.tooManyDecimals))
        case .tooLarge: return .failure(ReadingFault(.outOfRange))
        }
    }

    func column(_ values: Values<Int128>, _ validity: ValidityBitmap?) -> Column {
        .decimal(DecimalArray(values, validity: validity), precision: precision, scale: scale)
    }
}

/// Doubles, refusing numbers that would come out as their neighbours.
struct DoubleReading: ValueReading {
    static let filler = 0.0

    func read(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Result<Double, ReadingFault> {
        guard bytes[start].isDigit || bytes[start] == .minus else {
            return .failure(ReadingFault(.wrongType))
        }
        switch NumberReading.double(bytes, start, end) {
        case .value(let value): return .success(value)
        case .outOfRange: return .failure(ReadingFault(.outOfRange))
        case .notExact: return .failure(ReadingFault(.notExact))
        }
    }

    func column(_ values: Values<Double>, _ validity: ValidityBitmap?) -> Column {
        .float64(Float64Array(values, validity: validity))
    }
}

/// `true` and `false`.
struct BooleanReading: ValueReading {
    static let filler: UInt8 = 0

    func read(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Result<UInt8, ReadingFault> {
        switch bytes[start] {
        case UInt8(ascii: "t"): .success(1)
        case UInt8(ascii: "f"): .success(0)
        default: .failure(ReadingFault(.wrongType))
        }
    }

    func column(_ values: Values<UInt8>, _ validity: ValidityBitmap?) -> Column {
        var bits = BitmapBuilder(capacity: values.count)
        let span = values.span
        for slot in span.indices { bits.append(span[slot] == 1) }
        return .boolean(BooleanArray(bits.finish(), validity: validity))
    }
}

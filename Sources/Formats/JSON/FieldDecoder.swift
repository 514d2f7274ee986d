// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Turns the values of one field into the slots of one column, a chunk of records at a time.
///
/// A closed set, switched on once per chunk, so that every loop is compiled for its own type.
enum FieldDecoder: ~Copyable {
    case boolean(FixedFieldDecoder<BooleanReading>)
    case int64(FixedFieldDecoder<IntegerReading>)
    case float64(FixedFieldDecoder<DoubleReading>)
    case decimal(FixedFieldDecoder<DecimalReading>)
    case date(FixedFieldDecoder<DateReading>)
    case timestamp(FixedFieldDecoder<TimestampReading>)
    case money(MoneyFieldDecoder)
    case text(TextFieldDecoder)
    case json(JSONFieldDecoder)

    init(field: Int, _ type: DataType) {
        switch type {
        case .boolean: self = .boolean(FixedFieldDecoder(field: field, BooleanReading()))
        case .int64: self = .int64(FixedFieldDecoder(field: field, IntegerReading()))
        case .float64: self = .float64(FixedFieldDecoder(field: field, DoubleReading()))
        case .decimal(let precision, let scale):
            let reading = DecimalReading(precision: precision, scale: scale)
            self = .decimal(FixedFieldDecoder(field: field, reading))
        case .date: self = .date(FixedFieldDecoder(field: field, DateReading()))
        case .timestamp: self = .timestamp(FixedFieldDecoder(field: field, TimestampReading()))
        case .text: self = .text(TextFieldDecoder(field: field))
        case .json: self = .json(JSONFieldDecoder(field: field))
        case .money: preconditionFailure("money is decoded with its currency")
        }
    }

    /// Appends one slot per record of the chunk.
    ///
    /// - Returns: The first value that has no meaning in this column; its slot is null.
    mutating func append(_ chunk: borrowing RecordChunk) -> ValueFault? {
        let fault: ValueFault?
        switch consume self {
        case .boolean(var decoder):
            fault = decoder.append(chunk)
            self = .boolean(decoder)
        case .int64(var decoder):
            fault = decoder.append(chunk)
            self = .int64(decoder)
        case .float64(var decoder):
            fault = decoder.append(chunk)
            self = .float64(decoder)
        case .decimal(var decoder):
            fault = decoder.append(chunk)
            self = .decimal(decoder)
        case .date(var decoder):
            fault = decoder.append(chunk)
            self = .date(decoder)
        case .timestamp(var decoder):
            fault = decoder.append(chunk)
            self = .timestamp(decoder)
        case .money(var decoder):
            fault = decoder.append(chunk)
            self = .money(decoder)
        case .text(var decoder):
            fault = decoder.append(chunk)
            self = .text(decoder)
        case .json(var decoder):
            fault = decoder.append(chunk)
            self = .json(decoder)
        }
        return fault
    }

    /// The column of all slots appended since the last call.
    mutating func finish() -> Column {
        let column: Column
        switch consume self {
        case .boolean(var decoder):
            column = decoder.finish()
            self = .boolean(decoder)
        case .int64(var decoder):
            column = decoder.finish()
            self = .int64(decoder)
        case .float64(var decoder):
            column = decoder.finish()
            self = .float64(decoder)
        case .decimal(var decoder):
            column = decoder.finish()
            self = .decimal(decoder)
        case .date(var decoder):
            column = decoder.finish()
            self = .date(decoder)
        case .timestamp(var decoder):
            column = decoder.finish()
            self = .timestamp(decoder)
        case .money(var decoder):
            column = decoder.finish()
            self = .money(decoder)
        case .text(var decoder):
            column = decoder.finish()
            self = .text(decoder)
        case .json(var decoder):
            column = decoder.finish()
            self = .json(decoder)
        }
        return column
    }
}

/// A value that its column cannot hold.
struct ValueFault {
    enum Kind: Equatable {
        case wrongType
        /// A fraction where an integer is due.
        case fraction
        case outOfRange
        /// More digits after the point than the column has.
        case tooManyDecimals
        /// A number that no double stands for.
        case notExact
        case badDate
        case badTimestamp
        /// A text in a column of JSON that is none.
        case badJSON
        case unknownCurrency
        case missingCurrency
    }

    let kind: Kind
    /// The row within its chunk.
    let row: Int
    /// The number of the field that the column is made of, and that which holds its currency.
    let field: Int
    /// The value, or the currency where that is at fault.
    let token: ValueToken
}

/// The slots of a column that are null.
struct NullSlots: ~Copyable {
    private var slots = ValuesBuilder<Int32>(capacity: 16)

    @inline(__always)
    mutating func append(_ slot: Int) { slots.append(Int32(truncatingIfNeeded: slot)) }

    /// The validity of a column of `count` slots, nil if none is null; then starts anew.
    mutating func takeValidity(count: Int) -> ValidityBitmap? {
        guard slots.count > 0 else { return nil }
        let wordCount = (count + 63) / 64
        var words = ValuesBuilder<UInt64>(uninitializedCount: wordCount)
        words.fill(with: .max)
        if count & 63 != 0 { words[wordCount - 1] = (1 << UInt64(count & 63)) - 1 }
        for at in 0..<slots.count {
            let slot = Int(slots[at])
            words[slot >> 6] &= ~(1 << UInt64(slot & 63))
        }
        slots.truncate(to: 0)
        return Bitmap(words: words.finish(), count: count)
    }
}

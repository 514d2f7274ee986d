// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Plain columns as bytes that only this process reads.
extension Column {
    /// About how much memory the column holds.
    var heldByteCount: Int {
        let validityByteCount = validity == nil ? 0 : (count + 7) / 8
        switch self {
        case .boolean: return validityByteCount + (count + 7) / 8
        case .date: return validityByteCount + count * 4
        case .int64, .timestamp, .float64: return validityByteCount + count * 8
        case .decimal: return validityByteCount + count * 16
        case .money: return validityByteCount + count * 10
        case .text(let array), .json(let array):
            return validityByteCount + array.offsets.count * 4 + array.bytes.count
        }
    }

    /// Writes the values.
    func write(to writer: StateWriter) {
        writer.put(validity != nil)
        if let validity { writer.put(validity.words.span) }
        switch self {
        case .boolean(let array): writer.put(array.values.words.span)
        case .int64(let array), .timestamp(let array): writer.put(array.values.span)
        case .float64(let array): writer.put(array.values.span)
        case .decimal(let array, _, _): writer.put(array.values.span)
        case .date(let array): writer.put(array.values.span)
        case .money(let array):
            writer.put(array.minorUnits.span)
            switch array.currencies {
            case .one(let currency):
                writer.put(true)
                writer.put(currency.code)
            case .perSlot(let codes):
                writer.put(false)
                writer.put(codes.span)
            }
        case .text(let array), .json(let array):
            let plain = array.plain
            writer.put(plain.offsets.span)
            writer.put(plain.bytes)
        }
    }

    /// Reads what was written of a column of this type with that many slots.
    init(_ reader: inout StateReader, type: DataType, count: Int) {
        var validity: Bitmap?
        if reader.take(Bool.self) { validity = Self.bitmap(&reader, count: count) }
        switch type {
        case .boolean:
            let values = Self.bitmap(&reader, count: count)
            self = .boolean(BooleanArray(values, validity: validity))
        case .int64: self = .int64(PrimitiveArray(Values(reader.take(count)), validity: validity))
        case .timestamp:
            self = .timestamp(PrimitiveArray(Values(reader.take(count)), validity: validity))
        case .float64:
            self = .float64(PrimitiveArray(Values(reader.take(count)), validity: validity))
        case .date: self = .date(PrimitiveArray(Values(reader.take(count)), validity: validity))
        case .decimal(let precision, let scale):
            let array = PrimitiveArray<Int128>(Values(reader.take(count)), validity: validity)
            self = .decimal(array, precision: precision, scale: scale)
        case .money:
            let units = Values<Int64>(reader.take(count))
            let isOne = reader.take(Bool.self)
            let currencies: MoneyArray.Currencies =
                isOne
                ? .one(Currency(packed: reader.take()))
                : .perSlot(Values(reader.take(count)))
            self = .money(MoneyArray(units, currencies, validity: validity))
        case .text, .json:
            let offsets = Values<Int32>(reader.take(count + 1))
            let array = TextArray(offsets: offsets, bytes: reader.takeBytes(), validity: validity)
            self = type == .json ? .json(array) : .text(array)
        }
    }

    private static func bitmap(_ reader: inout StateReader, count: Int) -> Bitmap {
        Bitmap(words: Values(reader.take((count + 63) / 64)), count: count)
    }
}

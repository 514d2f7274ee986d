// SPDX-License-Identifier: Apache-2.0

import Columnar

extension BatchCodec {
    /// How the texts of a column are written.
    private enum TextLayout: Int {
        case plain
        case dictionary
        /// One value for all slots, whose codes are not written.
        case constant
    }

    static func encode(_ column: Column, into writer: inout ByteWriter) {
        writer.append(number: column.validity == nil ? 0 : 1)
        if let validity = column.validity { writer.append(values: validity.words) }
        switch column {
        case .boolean(let array): writer.append(values: array.values.words)
        case .int64(let array), .timestamp(let array): writer.append(values: array.values)
        case .float64(let array): writer.append(values: array.values)
        case .decimal(let array, _, _): writer.append(values: array.values)
        case .date(let array): writer.append(values: array.values)
        case .money(let array):
            writer.append(values: array.minorUnits)
            switch array.currencies {
            case .one(let currency): writer.append(number: Int(currency.code))
            case .perSlot(let codes):
                writer.append(number: -1)
                writer.append(values: codes)
            }
        case .text(let array), .json(let array): encode(array, into: &writer)
        }
    }

    private static func encode(_ array: TextArray, into writer: inout ByteWriter) {
        let layout = layout(of: array)
        let kept = layout == .plain ? array.plain : array
        writer.append(number: layout.rawValue)
        writer.append(number: kept.valueCount)
        writer.append(number: kept.bytes.count)
        writer.append(values: kept.offsets)
        writer.append(kept.bytes)
        if layout == .dictionary, let codes = kept.codes { writer.append(values: codes) }
    }

    private static func layout(of array: TextArray) -> TextLayout {
        guard let codes = array.codes else { return .plain }
        if array.valueCount == 1 { return .constant }
        let offsets = array.offsets.span, slots = codes.span
        var plainByteCount = 4 * array.count
        for slot in slots.indices {
            let value = Int(slots[slot])
            plainByteCount += Int(offsets[value + 1]) - Int(offsets[value])
        }
        let dictionaryByteCount = 2 * array.count + 4 * array.valueCount + array.bytes.count
        return dictionaryByteCount <= plainByteCount ? .dictionary : .plain
    }

    static func column(_ type: DataType, _ count: Int, from reader: inout BlockReader) -> Column {
        let validity = reader.number() == 0 ? nil : reader.bitmap(count)
        switch type {
        case .boolean: return .boolean(BooleanArray(reader.bitmap(count), validity: validity))
        case .int64: return .int64(PrimitiveArray(reader.values(count), validity: validity))
        case .float64: return .float64(PrimitiveArray(reader.values(count), validity: validity))
        case .decimal(let precision, let scale):
            let array = PrimitiveArray<Int128>(reader.values(count), validity: validity)
            return .decimal(array, precision: precision, scale: scale)
        case .date: return .date(PrimitiveArray(reader.values(count), validity: validity))
        case .timestamp: return .timestamp(PrimitiveArray(reader.values(count), validity: validity))
        case .money:
            let units: Values<Int64> = reader.values(count)
            let code = reader.number()
            let currencies: MoneyArray.Currencies =
                code < 0
                ? .perSlot(reader.values(count))
                : .one(Currency(packed: UInt16(truncatingIfNeeded: code)))
            return .money(MoneyArray(units, currencies, validity: validity))
        case .text: return .text(texts(count, validity, from: &reader))
        case .json: return .json(texts(count, validity, from: &reader))
        }
    }

    private static func texts(
        _ count: Int,
        _ validity: ValidityBitmap?,
        from reader: inout BlockReader
    ) -> TextArray {
        let layout = TextLayout(rawValue: reader.number())
        let valueCount = reader.number()
        let byteCount = reader.number()
        let offsets: Values<Int32> = reader.values(valueCount + 1)
        let bytes = reader.bytes(byteCount)
        switch layout {
        case .dictionary:
            return TextArray(
                codes: reader.values(count),
                offsets: offsets,
                bytes: bytes,
                validity: validity
            )
        case .constant:
            return TextArray(
                codes: Values(repeating: 0, count: count),
                offsets: offsets,
                bytes: bytes,
                validity: validity
            )
        case .plain, nil: return TextArray(offsets: offsets, bytes: bytes, validity: validity)
        }
    }
}

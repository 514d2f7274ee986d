// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Reads keys that are laid out as `KeyLayout` says back into plain columns.
enum KeyColumns {
    /// The values of the keys that begin at `starts`; `hasNullBits` says that headers hold null bits rather than
    /// numbers.
    static func columns(
        _ words: Span<UInt64>,
        starts: Values<UInt32>,
        layout: KeyLayout,
        hasNullBits: Bool
    ) -> [Column] {
        var cursors = ValuesBuilder<UInt32>(capacity: starts.count)
        for index in 0..<starts.count { cursors.put(starts[index] + 1) }
        var columns: [Column] = []
        for (index, type) in layout.types.enumerated() {
            let bit = UInt32(1) << UInt32(index)
            let validity = hasNullBits ? validity(words, starts, bit: bit) : nil
            let part = layout.parts[index]
            columns.append(column(words, starts, type, part, &cursors, validity))
        }
        return columns
    }

    /// The numbers in the headers of the keys that begin at `starts`.
    static func headerNumbers(_ words: Span<UInt64>, starts: Values<UInt32>) -> Values<UInt32> {
        var numbers = ValuesBuilder<UInt32>(capacity: starts.count)
        let starts = starts.span
        for index in starts.indices {
            numbers.put(UInt32(truncatingIfNeeded: words[Int(starts[index])]))
        }
        return numbers.finish()
    }

    private static func validity(
        _ words: Span<UInt64>,
        _ starts: Values<UInt32>,
        bit: UInt32
    ) -> ValidityBitmap? {
        var validity = BitmapBuilder(capacity: starts.count)
        let starts = starts.span
        for index in starts.indices {
            let header = UInt32(truncatingIfNeeded: words[Int(starts[index])])
            validity.append(header & bit == 0)
        }
        return validity.finishValidity()
    }

    private static func column(
        _ words: Span<UInt64>,
        _ starts: Values<UInt32>,
        _ type: DataType,
        _ part: KeyLayout.Part,
        _ cursors: inout ValuesBuilder<UInt32>,
        _ validity: ValidityBitmap?
    ) -> Column {
        switch part {
        case .narrow: return narrowColumn(words, type, &cursors, validity)
        case .wide: return wideColumn(words, type, &cursors, validity)
        case .firstText, .furtherText:
            let headers = part == .firstText ? starts : nil
            let array = texts(words, headers: headers, &cursors, validity)
            return type == .json ? .json(array) : .text(array)
        }
    }

    private static func narrowColumn(
        _ words: Span<UInt64>,
        _ type: DataType,
        _ cursors: inout ValuesBuilder<UInt32>,
        _ validity: ValidityBitmap?
    ) -> Column {
        var images = ValuesBuilder<Int64>(capacity: cursors.count)
        var cursors = cursors.mutableSpan
        for index in cursors.indices {
            images.put(Int64(bitPattern: words[Int(cursors[index])]))
            cursors[index] += 1
        }
        let values = images.finish()
        if type == .float64 {
            let doubles = values.map { Double(bitPattern: UInt64(bitPattern: $0)) }
            return .float64(PrimitiveArray(doubles, validity: validity))
        }
        let currency = MoneyArray.Currencies.one(Currency(packed: 0))
        return Int64.column(values, type: type, currencies: currency, validity: validity)
    }

    private static func wideColumn(
        _ words: Span<UInt64>,
        _ type: DataType,
        _ cursors: inout ValuesBuilder<UInt32>,
        _ validity: ValidityBitmap?
    ) -> Column {
        var images = ValuesBuilder<Int128>(capacity: cursors.count)
        var cursors = cursors.mutableSpan
        for index in cursors.indices {
            let low = Int128(words[Int(cursors[index])])
            let high = Int128(truncatingIfNeeded: words[Int(cursors[index]) + 1])
            images.put(high << 64 | low)
            cursors[index] += 2
        }
        let currency = MoneyArray.Currencies.one(Currency(packed: 0))
        return Int128.column(images.finish(), type: type, currencies: currency, validity: validity)
    }

    /// Texts whose byte counts stand in the headers, or before each text if there are none.
    private static func texts(
        _ words: Span<UInt64>,
        headers: Values<UInt32>?,
        _ cursors: inout ValuesBuilder<UInt32>,
        _ validity: ValidityBitmap?
    ) -> TextArray {
        var builder = TextBuilder(capacity: cursors.count)
        var cursors = cursors.mutableSpan
        for index in cursors.indices {
            var cursor = Int(cursors[index])
            let byteCount: Int
            if let headers {
                byteCount = Int(words[Int(headers[index])] >> 32)
            } else {
                byteCount = Int(words[cursor])
                cursor += 1
            }
            let range = cursor..<cursor + TextWords.count(byteCount)
            builder.append { TextWords.append(words, range, byteCount: byteCount, to: &$0) }
            cursors[index] = UInt32(range.upperBound)
        }
        return builder.finish(validity: validity)
    }
}

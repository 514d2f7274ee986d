// SPDX-License-Identifier: Apache-2.0

import Columnar

extension KeySet {
    /// The number or null bits in a key's header.
    func headerNumber(_ key: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: words.span[Int(starts[key])])
    }

    /// The values of these keys as columns; `hasNullBits` says that headers hold null bits rather than numbers.
    func columns(_ keys: Values<UInt32>, layout: KeyLayout, hasNullBits: Bool) -> [Column] {
        var cursors = ValuesBuilder<UInt32>(capacity: keys.count)
        for index in 0..<keys.count { cursors.put(starts[Int(keys[index])] + 1) }
        return layout.types.indices.map { column in
            let validity = hasNullBits ? validity(keys, bit: UInt32(1) << UInt32(column)) : nil
            return self.column(
                keys,
                layout.types[column],
                layout.parts[column],
                &cursors,
                validity: validity
            )
        }
    }

    private func validity(_ keys: Values<UInt32>, bit: UInt32) -> ValidityBitmap? {
        var validity = BitmapBuilder(capacity: keys.count)
        for index in 0..<keys.count {
            validity.append(headerNumber(Int(keys[index])) & bit == 0)
        }
        return validity.finishValidity()
    }

    private func column(
        _ keys: Values<UInt32>,
        _ type: DataType,
        _ part: KeyLayout.Part,
        _ cursors: inout ValuesBuilder<UInt32>,
        validity: ValidityBitmap?
    ) -> Column {
        switch part {
        case .narrow: return narrowColumn(type, &cursors, validity)
        case .wide: return wideColumn(type, &cursors, validity)
        case .firstText, .furtherText:
            let array = texts(keys, isFirst: part == .firstText, &cursors, validity)
            return type == .json ? .json(array) : .text(array)
        }
    }

    private func narrowColumn(
        _ type: DataType,
        _ cursors: inout ValuesBuilder<UInt32>,
        _ validity: ValidityBitmap?
    ) -> Column {
        var images = ValuesBuilder<Int64>(capacity: cursors.count)
        var cursors = cursors.mutableSpan
        for index in cursors.indices {
            images.put(Int64(bitPattern: words.span[Int(cursors[index])]))
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

    private func wideColumn(
        _ type: DataType,
        _ cursors: inout ValuesBuilder<UInt32>,
        _ validity: ValidityBitmap?
    ) -> Column {
        var images = ValuesBuilder<Int128>(capacity: cursors.count)
        var cursors = cursors.mutableSpan
        for index in cursors.indices {
            let low = Int128(words.span[Int(cursors[index])])
            let high = Int128(truncatingIfNeeded: words.span[Int(cursors[index]) + 1])
            images.put(high << 64 | low)
            cursors[index] += 2
        }
        let currency = MoneyArray.Currencies.one(Currency(packed: 0))
        return Int128.column(images.finish(), type: type, currencies: currency, validity: validity)
    }

    private func texts(
        _ keys: Values<UInt32>,
        isFirst: Bool,
        _ cursors: inout ValuesBuilder<UInt32>,
        _ validity: ValidityBitmap?
    ) -> TextArray {
        var builder = TextBuilder(capacity: keys.count)
        var cursors = cursors.mutableSpan
        let words = words.span
        for index in cursors.indices {
            var cursor = Int(cursors[index])
            let byteCount: Int
            if isFirst {
                byteCount = Int(words[Int(starts[Int(keys[index])])] >> 32)
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

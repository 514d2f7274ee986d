// SPDX-License-Identifier: Apache-2.0

import Columnar

/// A stretch of a plain column.
struct ColumnPiece {
    let column: Column
    let slots: Range<Int>
}

extension Column {
    /// Pieces of plain columns of one type as one column.
    init(joining pieces: [ColumnPiece], type: DataType) {
        let count = pieces.reduce(0) { $0 + $1.slots.count }
        let validity = Self.validity(joining: pieces, count: count)
        switch type {
        case .boolean:
            var bits = BitmapBuilder(capacity: count)
            for case (.boolean(let array), let slots) in pieces.map({ ($0.column, $0.slots) }) {
                for slot in slots { bits.append(array.values[slot]) }
            }
            self = .boolean(BooleanArray(bits.finish(), validity: validity))
        case .int64:
            self = .int64(PrimitiveArray(Self.numbers(pieces, count), validity: validity))
        case .timestamp:
            self = .timestamp(PrimitiveArray(Self.numbers(pieces, count), validity: validity))
        case .float64:
            let values = Self.join(pieces, count) { column -> Values<Double> in
                guard case .float64(let array) = column else { return Self.otherType() }
                return array.values
            }
            self = .float64(PrimitiveArray(values, validity: validity))
        case .date:
            let values = Self.join(pieces, count) { column -> Values<Int32> in
                guard case .date(let array) = column else { return Self.otherType() }
                return array.values
            }
            self = .date(PrimitiveArray(values, validity: validity))
        case .decimal(let precision, let scale):
            let values = Self.join(pieces, count) { column -> Values<Int128> in
                guard case .decimal(let array, _, _) = column else { return Self.otherType() }
                return array.values
            }
            let array = PrimitiveArray(values, validity: validity)
            self = .decimal(array, precision: precision, scale: scale)
        case .money:
            let units = Self.numbers(pieces, count)
            let currencies = Self.currencies(pieces, count)
            self = .money(MoneyArray(units, currencies, validity: validity))
        case .text: self = .text(Self.texts(pieces, count, validity))
        case .json: self = .json(Self.texts(pieces, count, validity))
        }
    }

    private static func otherType<Result>() -> Result {
        preconditionFailure("columns of several types cannot be joined")
    }

    private static func join<Element>(
        _ pieces: [ColumnPiece],
        _ count: Int,
        _ values: (Column) -> Values<Element>
    ) -> Values<Element> {
        var joined = ValuesBuilder<Element>(capacity: count)
        for piece in pieces {
            let source = values(piece.column)
            let span = source.span
            for slot in piece.slots { joined.put(span[slot]) }
        }
        return joined.finish()
    }

    private static func numbers(_ pieces: [ColumnPiece], _ count: Int) -> Values<Int64> {
        join(pieces, count) { column in
            switch column {
            case .int64(let array), .timestamp(let array): array.values
            case .money(let array): array.minorUnits
            default: otherType()
            }
        }
    }

    private static func currencies(
        _ pieces: [ColumnPiece],
        _ count: Int
    ) -> MoneyArray.Currencies {
        var arrays: [(array: MoneyArray, slots: Range<Int>)] = []
        for piece in pieces {
            guard case .money(let array) = piece.column else { return otherType() }
            arrays.append((array, piece.slots))
        }
        var ones: Set<UInt16> = []
        for (array, _) in arrays {
            guard case .one(let currency) = array.currencies else {
                ones = []
                break
            }
            ones.insert(currency.code)
        }
        if ones.count == 1, let code = ones.first { return .one(Currency(packed: code)) }
        var codes = ValuesBuilder<UInt16>(capacity: count)
        for (array, slots) in arrays {
            for slot in slots { codes.put(array.currency(ofSlot: slot).code) }
        }
        return .perSlot(codes.finish())
    }

    private static func texts(
        _ pieces: [ColumnPiece],
        _ count: Int,
        _ validity: ValidityBitmap?
    ) -> TextArray {
        var builder = TextBuilder(capacity: count)
        for piece in pieces {
            switch piece.column {
            case .text(let array), .json(let array):
                for slot in piece.slots { builder.append(array.bytes, array.range(ofSlot: slot)) }
            default: return otherType()
            }
        }
        return builder.finish(validity: validity)
    }

    private static func validity(
        joining pieces: [ColumnPiece],
        count: Int
    ) -> ValidityBitmap? {
        guard pieces.contains(where: { $0.column.validity != nil }) else { return nil }
        var bits = BitmapBuilder(capacity: count)
        for piece in pieces {
            guard let validity = piece.column.validity else {
                bits.append(repeating: true, count: piece.slots.count)
                continue
            }
            for slot in piece.slots { bits.append(validity[slot]) }
        }
        return bits.finishValidity()
    }
}

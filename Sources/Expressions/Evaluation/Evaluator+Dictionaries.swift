// SPDX-License-Identifier: Apache-2.0

import Columnar

extension Evaluator {
    /// Runs a kernel once per dictionary value and maps the results through the codes, so that no
    /// kernel needs to know of dictionaries.
    ///
    /// - Returns: nil if the arguments are not one dictionary and constants, if the dictionary has
    ///   more values than the batch has rows, if the function treats nulls and there are some, or if
    ///   a value fails: then only a look at the active rows can tell.
    func evaluateOnDictionary(
        _ call: KernelCall,
        _ arguments: [Vector],
        _ rows: Selection
    ) -> Vector? {
        let columns = arguments.indices.filter { arguments[$0].constant == nil }
        guard columns.count == 1, case .column(let column) = arguments[columns[0]],
            let array = column.textArray, let codes = array.codes, array.valueCount <= rows.count,
            call.isStrict || array.validity == nil
        else { return nil }
        let values = TextArray(offsets: array.offsets, bytes: array.bytes)
        var lifted = arguments
        lifted[columns[0]] = .column(column.type == .json ? .json(values) : .text(values))
        var own = RowFaults()
        let result = call.kernel(lifted, Selection(all: array.valueCount), &own)
        guard own.first == nil else { return nil }
        let mapped = result.materialized(array.valueCount)
        return .column(mapped.mapped(by: codes, validity: array.validity))
    }
}

extension Column {
    var textArray: TextArray? {
        switch self {
        case .text(let array), .json(let array): array
        default: nil
        }
    }

    /// Slot n gets the value at `codes[n]`; a text column becomes a dictionary.
    fileprivate func mapped(by codes: Values<UInt16>, validity: ValidityBitmap?) -> Column {
        let own = self.validity.map { $0.mapped(by: codes) }
        let validity = Bitmap.bothValid(validity, own)
        switch self {
        case .boolean(let array):
            return .boolean(BooleanArray(array.values.mapped(by: codes), validity: validity))
        case .int64(let array): return .int64(array.mapped(by: codes, validity))
        case .float64(let array): return .float64(array.mapped(by: codes, validity))
        case .decimal(let array, let precision, let scale):
            return .decimal(array.mapped(by: codes, validity), precision: precision, scale: scale)
        case .money(let array):
            var currencies = array.currencies
            if case .perSlot(let list) = currencies {
                currencies = .perSlot(list.mapped(by: codes))
            }
            return .money(
                MoneyArray(array.minorUnits.mapped(by: codes), currencies, validity: validity)
            )
        case .text(let array): return .text(array.mapped(by: codes, validity))
        case .date(let array): return .date(array.mapped(by: codes, validity))
        case .timestamp(let array): return .timestamp(array.mapped(by: codes, validity))
        case .json(let array): return .json(array.mapped(by: codes, validity))
        }
    }
}

extension Values {
    fileprivate func mapped(by codes: Values<UInt16>) -> Values<Element> {
        var result = ValuesBuilder<Element>(uninitializedCount: codes.count)
        var target = result.mutableSpan
        let source = span, positions = codes.span
        for slot in positions.indices { target[slot] = source[Int(positions[slot])] }
        return result.finish()
    }
}

extension PrimitiveArray {
    fileprivate func mapped(
        by codes: Values<UInt16>,
        _ validity: ValidityBitmap?
    ) -> PrimitiveArray {
        PrimitiveArray(values.mapped(by: codes), validity: validity)
    }
}

extension TextArray {
    /// The new values share the codes; a result that is a dictionary itself is looked through.
    fileprivate func mapped(by codes: Values<UInt16>, _ validity: ValidityBitmap?) -> TextArray {
        let inner = self.codes?.mapped(by: codes) ?? codes
        return TextArray(codes: inner, offsets: offsets, bytes: bytes, validity: validity)
    }
}

extension Bitmap {
    /// Slot n gets the bit at `codes[n]`; up to 64 bits are looked up in one word.
    fileprivate func mapped(by codes: Values<UInt16>) -> Bitmap {
        let positions = codes.span
        guard count > 64 else {
            let bits = words.count == 0 ? 0 : words[0]
            return Bitmap.make(count: codes.count) { bits >> UInt64(positions[$0] & 63) & 1 == 1 }
        }
        let source = words.span
        return Bitmap.make(count: codes.count) { slot in
            let position = Int(positions[slot])
            return source[position >> 6] >> UInt64(position & 63) & 1 == 1
        }
    }
}

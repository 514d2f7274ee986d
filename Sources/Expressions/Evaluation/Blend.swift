// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Puts a column together from stretches of others: what `case`, `coalesce`, `least` and `greatest`
/// have in common.
///
/// Slots that nothing was put at are null.
struct Blend {
    private let type: DataType
    private let count: Int
    private var parts: [(values: Vector, slots: Bitmap)] = []

    init(type: DataType, count: Int) {
        self.type = type
        self.count = count
    }

    /// Takes the values at these slots; slots of several parts must not overlap.
    mutating func put(_ values: Vector, at slots: Bitmap) {
        if slots.setCount > 0 { parts.append((values, slots)) }
    }

    /// The whole column; one part that covers all slots is handed on as it is.
    func finish() -> Vector {
        if parts.isEmpty { return .constant(.null(type)) }
        if parts.count == 1, parts[0].slots.isAllSet { return parts[0].values }
        return .column(column)
    }

    private var column: Column {
        switch type {
        case .boolean: .boolean(BooleanArray(booleans, validity: validity))
        case .int64: .int64(Int64Array(blended(\.int64, zero: 0), validity: validity))
        case .timestamp: .timestamp(TimestampArray(blended(\.int64, zero: 0), validity: validity))
        case .float64: .float64(Float64Array(blended(\.float64, zero: 0), validity: validity))
        case .decimal(let precision, let scale):
            .decimal(
                DecimalArray(blended(\.decimal, zero: 0), validity: validity),
                precision: precision,
                scale: scale
            )
        case .date: .date(Date32Array(blended(\.days, zero: 0), validity: validity))
        case .money: .money(MoneyArray(blended(\.int64, zero: 0), currencies, validity: validity))
        case .text: .text(texts)
        case .json: .json(texts)
        }
    }

    /// The slots that some part gives a value that is not null.
    private var validity: ValidityBitmap? {
        var known = Bitmap.cleared(count)
        for part in parts {
            let valid = part.values.validity(count)
            known = known.or(valid.map { $0.and(part.slots) } ?? part.slots)
        }
        return known.isAllSet ? nil : known
    }

    private var booleans: Bitmap {
        parts.reduce(.cleared(count)) { $0.or($1.values.booleans(count).values.and($1.slots)) }
    }

    private func blended<Element>(
        _ operand: (Vector) -> Operand<Element>,
        zero: Element
    ) -> Values<Element> {
        var builder = ValuesBuilder<Element>(uninitializedCount: count)
        var target = builder.mutableSpan
        for slot in target.indices { target[slot] = zero }
        for part in parts where !part.values.isNullConstant {
            let words = part.slots.words.span
            switch operand(part.values) {
            case .constant(let value):
                for word in words.indices {
                    forEachSetBit(of: words[word]) { target[word << 6 &+ $0] = value }
                }
            case .values(let values):
                let source = values.span
                for word in words.indices {
                    forEachSetBit(of: words[word]) { bit in
                        target[word << 6 &+ bit] = source[word << 6 &+ bit]
                    }
                }
            }
        }
        return builder.finish()
    }

    private var currencies: MoneyArray.Currencies {
        let known = parts.filter { !$0.values.isNullConstant }
        var single: Currency?
        var isUniform = true
        for part in known {
            guard case .one(let currency) = part.values.currencies, single ?? currency == currency
            else {
                isUniform = false
                break
            }
            single = currency
        }
        if isUniform { return .one(single ?? Currency(packed: 0)) }
        var builder = ValuesBuilder<UInt16>(uninitializedCount: count)
        var target = builder.mutableSpan
        for slot in target.indices { target[slot] = 0 }
        for part in known {
            let currencies = CurrencyOperand(part.values.currencies)
            let words = part.slots.words.span
            for word in words.indices {
                forEachSetBit(of: words[word]) {
                    target[word << 6 &+ $0] = currencies[word << 6 &+ $0]
                }
            }
        }
        return .perSlot(builder.finish())
    }

    /// Constant texts give a dictionary; otherwise each slot's text is copied.
    private var texts: TextArray {
        var choices = ValuesBuilder<UInt16>(uninitializedCount: count)
        var target = choices.mutableSpan
        for slot in target.indices { target[slot] = 0 }
        for (number, part) in parts.enumerated() {
            let slots = part.slots
            let words = slots.words.span
            for word in words.indices {
                forEachSetBit(of: words[word]) { target[word << 6 &+ $0] = UInt16(number) }
            }
        }
        let codes = choices.finish()
        let isConstant = parts.allSatisfy { $0.values.constant != nil }
        return isConstant ? dictionary(codes) : copied(codes)
    }

    private func dictionary(_ codes: Values<UInt16>) -> TextArray {
        var values = TextBuilder(capacity: parts.count)
        for part in parts {
            if case .constant(.text(let text)) = part.values {
                values.append(text)
            } else {
                values.append("")
            }
        }
        let dictionary = values.finish()
        return TextArray(
            codes: codes,
            offsets: dictionary.offsets,
            bytes: dictionary.bytes,
            validity: validity
        )
    }

    private func copied(_ choices: Values<UInt16>) -> TextArray {
        let operands = parts.map {
            $0.values.isNullConstant ? TextOperand(constant: "") : $0.values.text
        }
        let validity = validity
        var builder = TextBuilder(capacity: count)
        let span = choices.span
        for slot in span.indices {
            guard validity.map({ $0[slot] }) ?? true else {
                builder.appendNull()
                continue
            }
            let operand = operands[Int(span[slot])]
            builder.append(operand.bytes, operand.range(slot))
        }
        return builder.finish(validity: validity)
    }
}

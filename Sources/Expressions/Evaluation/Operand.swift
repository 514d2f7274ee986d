// SPDX-License-Identifier: Apache-2.0

import Columnar

/// One side of a kernel over fixed-width values.
enum Operand<Element: BitwiseCopyable & Sendable>: Sendable {
    case constant(Element)
    case values(Values<Element>)

    /// The value of one slot; in a hot loop, switch once instead.
    @inline(__always)
    subscript(slot: Int) -> Element {
        switch self {
        case .constant(let value): value
        case .values(let values): values[slot]
        }
    }
}

extension Selection {
    /// The lowest active row of whose value `isAt` holds, among those that are not null; a constant
    /// of which it does not hold is looked at once.
    @inline(__always)
    func first<Element>(
        _ operand: Operand<Element>,
        validity: ValidityBitmap?,
        where isAt: (Element) -> Bool
    ) -> Int? {
        if case .constant(let value) = operand, !isAt(value) { return nil }
        return first(validity: validity) { isAt(operand[$0]) }
    }
}

/// The checker has made sure of the types, so that another one is a fault of the program.
extension Vector {
    var int64: Operand<Int64> {
        switch self {
        case .constant(.int64(let value)), .constant(.timestamp(let value)): .constant(value)
        case .column(.int64(let array)), .column(.timestamp(let array)): .values(array.values)
        case .constant(.money(let value, _)): .constant(value)
        case .column(.money(let array)): .values(array.minorUnits)
        default: preconditionFailure("an int64 operand was promised, not \(self)")
        }
    }

    var float64: Operand<Double> {
        switch self {
        case .constant(.float64(let value)): .constant(value)
        case .column(.float64(let array)): .values(array.values)
        default: preconditionFailure("a float64 operand was promised, not \(self)")
        }
    }

    var decimal: Operand<Int128> {
        switch self {
        case .constant(.decimal(let value, _, _)): .constant(value)
        case .column(.decimal(let array, _, _)): .values(array.values)
        default: preconditionFailure("a decimal operand was promised, not \(self)")
        }
    }

    var days: Operand<Int32> {
        switch self {
        case .constant(.date(let value)): .constant(value)
        case .column(.date(let array)): .values(array.values)
        default: preconditionFailure("a date operand was promised, not \(self)")
        }
    }

    var text: TextOperand {
        switch self {
        case .constant(.text(let value)): TextOperand(constant: value)
        case .column(.text(let array)), .column(.json(let array)): TextOperand(array)
        default: preconditionFailure("a text operand was promised, not \(self)")
        }
    }

    /// The values and validity of a boolean expression.
    func booleans(_ count: Int) -> BooleanArray {
        switch self {
        case .column(.boolean(let array)): array
        case .constant(.boolean(true)): BooleanArray(.filled(count))
        case .constant(.boolean(false)): BooleanArray(.cleared(count))
        case .constant(.null): BooleanArray(.cleared(count), validity: .cleared(count))
        default: preconditionFailure("a boolean operand was promised, not \(self)")
        }
    }

    /// The currencies of money; nil for a null constant, which has none.
    var currencies: MoneyArray.Currencies {
        switch self {
        case .constant(.money(_, let currency)): .one(currency)
        case .column(.money(let array)): array.currencies
        default: preconditionFailure("a money operand was promised, not \(self)")
        }
    }
}

/// A result for every slot of one operand.
@inline(__always)
func mapSlots<A, R>(_ operand: Operand<A>, _ count: Int, _ body: (A) -> R) -> Values<R> {
    switch operand {
    case .constant(let value): return Values(repeating: body(value), count: count)
    case .values(let values):
        var builder = ValuesBuilder<R>(uninitializedCount: count)
        var result = builder.mutableSpan
        let source = values.span
        for slot in source.indices { result[slot] = body(source[slot]) }
        return builder.finish()
    }
}

/// A result for every slot of two operands.
@inline(__always)
func mapSlots<A, B, R>(
    _ left: Operand<A>,
    _ right: Operand<B>,
    _ count: Int,
    _ body: (A, B) -> R
) -> Values<R> {
    switch (left, right) {
    case (.values(let left), .values(let right)):
        var builder = ValuesBuilder<R>(uninitializedCount: count)
        var result = builder.mutableSpan
        let left = left.span, right = right.span
        for slot in 0..<count { result[slot] = body(left[slot], right[slot]) }
        return builder.finish()
    case (.values, .constant(let right)): return mapSlots(left, count) { body($0, right) }
    case (.constant(let left), .values): return mapSlots(right, count) { body(left, $0) }
    case (.constant(let left), .constant(let right)):
        return Values(repeating: body(left, right), count: count)
    }
}

/// A bit for every slot of two operands.
@inline(__always)
func mapBits<A, B>(
    _ left: Operand<A>,
    _ right: Operand<B>,
    _ count: Int,
    _ body: (A, B) -> Bool
) -> Bitmap {
    switch (left, right) {
    case (.values(let left), .values(let right)):
        let left = left.span, right = right.span
        return Bitmap.make(count: count) { body(left[$0], right[$0]) }
    case (.values(let left), .constant(let right)):
        let left = left.span
        return Bitmap.make(count: count) { body(left[$0], right) }
    case (.constant(let left), .values(let right)):
        let right = right.span
        return Bitmap.make(count: count) { body(left, right[$0]) }
    case (.constant(let left), .constant(let right)):
        return body(left, right) ? .filled(count) : .cleared(count)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Conversions between types; nil for a pair that the language does not convert.
enum CastKernels {
    /// With `isTry`, a value that does not convert gives null instead of a fault.
    static func kernel(from source: DataType, to target: DataType, isTry: Bool) -> Kernel? {
        let cast = Cast(source: source, target: target, isTry: isTry)
        switch target {
        case source: return { arguments, _, _ in arguments[0] }
        case .int64: return cast.toInt64
        case .decimal(let precision, let scale):
            return cast.toDecimal(DecimalShape(precision: precision, scale: scale))
        case .float64: return cast.toFloat64
        case .boolean: return cast.toBoolean
        case .date: return cast.toDate
        case .timestamp: return cast.toTimestamp
        case .text: return TextFromValues.kernel(source)
        case .money, .json: return nil
        }
    }
}

/// One conversion; the value that does not convert is quoted in the fault.
struct Cast: Sendable {
    let source: DataType
    let target: DataType
    let isTry: Bool

    /// A kernel over the slots of one operand, nil being a value that does not convert.
    @inline(__always)
    func mapping<A: Sendable, R>(
        _ operand: @escaping @Sendable (Vector) -> Operand<A>,
        zero: R,
        _ finish: @escaping @Sendable (Values<R>, ValidityBitmap?) -> Column,
        _ body: @escaping @Sendable (A) -> R?
    ) -> Kernel {
        { arguments, rows, faults in
            let operand = operand(arguments[0])
            let validity = arguments[0].validity(rows.count)
            var own = RowFaults()
            let values = mapChecked(
                operand,
                zero: zero,
                validity,
                rows,
                &own,
                fault: { fault(arguments[0], $0) },
                body
            )
            guard let error = own.first else { return .column(finish(values, validity)) }
            guard isTry else {
                faults.report(error.row, error)
                return .column(finish(values, validity))
            }
            let converts = Bitmap.make(count: rows.count) { body(operand[$0]) != nil }
            return .column(finish(values, Bitmap.bothValid(validity, converts)))
        }
    }

    /// The same over texts.
    @inline(__always)
    func reading<R: BitwiseCopyable & Sendable>(
        zero: R,
        _ finish: @escaping @Sendable (Values<R>, ValidityBitmap?) -> Column,
        _ body: @escaping @Sendable (Span<UInt8>) -> R?
    ) -> Kernel {
        { arguments, rows, faults in
            let text = arguments[0].text
            let validity = arguments[0].validity(rows.count)
            var values = ValuesBuilder<R>(capacity: rows.count)
            var converts = BitmapBuilder(capacity: rows.count)
            for row in 0..<rows.count {
                let value = body(text.span(row))
                values.put(value ?? zero)
                converts.append(value != nil)
            }
            let bits = converts.finish()
            if bits.isAllSet { return .column(finish(values.finish(), validity)) }
            if isTry { return .column(finish(values.finish(), Bitmap.bothValid(validity, bits))) }
            if let row = rows.first(validity: validity, where: { !bits[$0] }) {
                faults.report(row, fault(arguments[0], row))
            }
            return .column(finish(values.finish(), validity))
        }
    }

    private func fault(_ values: Vector, _ row: Int) -> RowFault {
        .cannotConvert(values.scalar(atRow: row), to: target)
    }
}

extension Cast {
    var toInt64: Kernel? {
        let finish: @Sendable (Values<Int64>, ValidityBitmap?) -> Column = {
            .int64(Int64Array($0, validity: $1))
        }
        switch source {
        case .decimal(_, let scale):
            let divisor = PowersOfTen.signed(scale)
            return mapping(\.decimal, zero: 0, finish) {
                Int64(exactly: ExactArithmetic.rounded($0, by: divisor))
            }
        case .float64:
            return mapping(\.float64, zero: 0, finish) {
                Int64(exactly: $0.rounded(.toNearestOrAwayFromZero))
            }
        case .text: return reading(zero: 0, finish) { DecimalText.parseInt64($0) }
        case .boolean:
            return { arguments, rows, _ in
                let array = arguments[0].booleans(rows.count)
                var values = ValuesBuilder<Int64>(capacity: rows.count)
                for row in 0..<rows.count { values.put(array.values[row] ? 1 : 0) }
                return .column(finish(values.finish(), array.validity))
            }
        default: return nil
        }
    }

    func toDecimal(_ shape: DecimalShape) -> Kernel? {
        let finish: @Sendable (Values<Int128>, ValidityBitmap?) -> Column = {
            let array = DecimalArray($0, validity: $1)
            return .decimal(array, precision: shape.precision, scale: shape.scale)
        }
        switch source {
        case .int64 where shape.scale == 0 && shape.precision >= TypeRules.int64Precision:
            return mapping(\.int64, zero: 0, finish) { Int128($0) }
        case .int64:
            return mapping(\.int64, zero: 0, finish) {
                ExactArithmetic.rescaled(Int128($0), from: 0, to: shape)
            }
        case .decimal(_, let scale):
            return mapping(\.decimal, zero: 0, finish) {
                ExactArithmetic.rescaled($0, from: scale, to: shape)
            }
        case .float64:
            // The shortest digits that read back the same are what the writer of the number meant.
            return mapping(\.float64, zero: 0, finish) {
                DecimalText.parse($0.description.utf8Span.span, as: shape)
            }
        case .text: return reading(zero: 0, finish) { DecimalText.parse($0, as: shape) }
        default: return nil
        }
    }

    var toFloat64: Kernel? {
        let finish: @Sendable (Values<Double>, ValidityBitmap?) -> Column = {
            .float64(Float64Array($0, validity: $1))
        }
        switch source {
        case .int64: return mapping(\.int64, zero: 0, finish) { Double($0) }
        case .decimal(_, let scale):
            return mapping(\.decimal, zero: 0, finish) { DecimalText.double($0, scale: scale) }
        case .text: return reading(zero: 0, finish) { FloatText.parse($0) }
        default: return nil
        }
    }

    var toBoolean: Kernel? {
        let finish: @Sendable (Values<UInt8>, ValidityBitmap?) -> Column = { values, validity in
            let span = values.span
            let bits = Bitmap.make(count: values.count) { span[$0] != 0 }
            return .boolean(BooleanArray(bits, validity: validity))
        }
        switch source {
        case .int64: return mapping(\.int64, zero: 0, finish) { $0 == 0 ? 0 : 1 }
        case .text:
            return reading(zero: 0, finish) { bytes in
                switch String(copying: bytes).lowercased() {
                case "true", "t", "1": 1
                case "false", "f", "0": 0
                default: nil
                }
            }
        default: return nil
        }
    }

    var toDate: Kernel? {
        let finish: @Sendable (Values<Int32>, ValidityBitmap?) -> Column = {
            .date(Date32Array($0, validity: $1))
        }
        switch source {
        case .timestamp:
            return mapping(\.int64, zero: 0, finish) {
                Int32(truncatingIfNeeded: TimestampText.split($0).day)
            }
        case .text:
            return reading(zero: 0, finish) { TimestampText.parseDay($0)?.daysSinceEpoch }
        default: return nil
        }
    }

    var toTimestamp: Kernel? {
        let finish: @Sendable (Values<Int64>, ValidityBitmap?) -> Column = {
            .timestamp(TimestampArray($0, validity: $1))
        }
        switch source {
        case .date:
            return mapping(\.days, zero: 0, finish) {
                Int64($0) &* TimestampText.microsecondsPerDay
            }
        case .text: return reading(zero: 0, finish) { TimestampText.parse($0) }
        default: return nil
        }
    }
}

/// Doubles as text and back.
enum FloatText {
    /// Reads a finite number written in digits; nil for anything else.
    static func parse(_ bytes: Span<UInt8>) -> Double? {
        for index in bytes.indices {
            switch bytes[index] {
            case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65, 0x20, 0x09...0x0D: continue
            default: return nil
            }
        }
        let text = String(copying: bytes)
        let trimmed = text.split(whereSeparator: \.isWhitespace)
        guard trimmed.count == 1, let value = Double(trimmed[0]), value.isFinite else { return nil }
        return value
    }
}

extension String {
    /// A copy of UTF-8 bytes; malformed parts become U+FFFD.
    init(copying bytes: Span<UInt8>) {
        self = unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}

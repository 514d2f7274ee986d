// SPDX-License-Identifier: Apache-2.0

import Columnar

/// One key column of a batch as a digit of a combined code.
struct KeyDigit {
    private enum Source {
        case codes(Values<UInt16>)
        case bits(Bitmap)
        case days(Values<Int32>, least: Int32)
        case numbers(Values<Int64>, least: Int64)
    }

    private let source: Source
    private let validity: ValidityBitmap?
    /// How many codes there are, one for null included.
    let radix: Int

    /// Finds small codes for a column; nil if its values have none, or `limit` of them or more.
    init?(_ column: Column, limit: Int) {
        validity = column.validity
        let nullCodes = validity == nil ? 0 : 1
        switch column {
        case .text(let array), .json(let array):
            guard let codes = array.codes else { return nil }
            source = .codes(codes)
            radix = array.valueCount + nullCodes
        case .boolean(let array):
            source = .bits(array.values)
            radix = 2 + nullCodes
        case .date(let array):
            guard let (least, width) = Self.width(of: array, limit: limit) else { return nil }
            source = .days(array.values, least: least)
            radix = width + nullCodes
        case .int64(let array), .timestamp(let array):
            guard let (least, width) = Self.width(of: array, limit: limit) else { return nil }
            source = .numbers(array.values, least: least)
            radix = width + nullCodes
        case .float64, .decimal, .money: return nil
        }
    }

    /// Makes this digit the lowest one of each row's code.
    func add(to codes: inout ValuesBuilder<UInt32>, isFirst: Bool) {
        let factor = isFirst ? 0 : UInt32(radix)
        switch source {
        case .codes(let values):
            let values = values.span
            combine(&codes, isFirst, factor) { UInt32(values[$0]) }
        case .bits(let bits):
            combine(&codes, isFirst, factor) { bits[$0] ? 1 : 0 }
        case .days(let values, let least):
            let values = values.span
            combine(&codes, isFirst, factor) {
                UInt32(truncatingIfNeeded: values[$0] &- least)
            }
        case .numbers(let values, let least):
            let values = values.span
            combine(&codes, isFirst, factor) {
                UInt32(truncatingIfNeeded: values[$0] &- least)
            }
        }
    }

    /// Null takes the last code, whatever stands in a null slot.
    @inline(__always)
    private func combine(
        _ codes: inout ValuesBuilder<UInt32>,
        _ isFirst: Bool,
        _ factor: UInt32,
        _ code: (Int) -> UInt32
    ) {
        var codes = codes.mutableSpan
        guard let validity else {
            if isFirst {
                for row in codes.indices { codes[row] = code(row) }
            } else {
                for row in codes.indices { codes[row] = codes[row] &* factor &+ code(row) }
            }
            return
        }
        let null = UInt32(radix - 1)
        for row in codes.indices {
            let higher = isFirst ? 0 : codes[row] &* factor
            codes[row] = higher &+ (validity[row] ? code(row) : null)
        }
    }

    /// The smallest value and how many values there are from it to the largest; nil if too many for a table.
    private static func width<Element: FixedWidthInteger & BitwiseCopyable & Sendable>(
        of array: PrimitiveArray<Element>,
        limit: Int
    ) -> (least: Element, width: Int)? {
        let values = array.values.span
        var (least, largest) = (Element.max, Element.min)
        if let validity = array.validity {
            let words = validity.words.span
            for word in words.indices {
                forEachSetBit(of: words[word]) { bit in
                    least = min(least, values[word << 6 &+ bit])
                    largest = max(largest, values[word << 6 &+ bit])
                }
            }
            guard least <= largest else { return (0, 1) }
        } else {
            for slot in values.indices {
                least = min(least, values[slot])
                largest = max(largest, values[slot])
            }
        }
        let (width, overflow) = largest.subtractingReportingOverflow(least)
        guard !overflow, width < limit else { return nil }
        return (least, Int(width) + 1)
    }
}

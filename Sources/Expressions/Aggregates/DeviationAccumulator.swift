// SPDX-License-Identifier: Apache-2.0

import Columnar

/// `stddev`: the deviation of a sample, from exact sums of the values and of their squares.
final class DeviationAccumulator: Accumulator {
    private struct Moments {
        var sum = ExactFloatSum()
        var squares = ExactFloatSum()
        var count: Int64 = 0

        mutating func add(_ value: Double) {
            let square = value * value
            sum.add(value)
            squares.add(square)
            // What the product was rounded by; infinite squares are reported all the same.
            if square.isFinite { squares.add((-square).addingProduct(value, value)) }
            count &+= 1
        }

        mutating func merge(_ other: Moments) {
            sum.merge(other.sum)
            squares.merge(other.squares)
            count &+= other.count
        }

        /// Nil if it is no finite number.
        ///
        /// - Precondition: There are at least two values.
        var deviation: Double? {
            guard let sum = TwoDoubles(sum), let squares = TwoDoubles(squares) else { return nil }
            let spread = squares.subtracting(sum.squared.divided(by: Double(count)))
            return (max(0, spread) / Double(count - 1)).squareRoot()
        }
    }

    private var moments: [Moments] = []

    func update(_ input: AggregateInput) {
        moments.grow(to: input.groupCount, repeating: Moments())
        let values = Self.doubles(input.column)
        let doubles = values.span
        updateEach(&moments, groups: input.groups, chosen: input.chosen) { moments, row in
            moments.add(doubles[row])
        }
    }

    func write(_ parts: GroupParts, to writers: [StateWriter]) {
        parts.forEach { part, groups in
            writers[part].put(moments, of: groups, missing: Moments())
        }
    }

    func merge(_ reader: inout StateReader, mapping: Values<UInt32>, groupCount: Int) {
        moments.grow(to: groupCount, repeating: Moments())
        mergeEach(&moments, reader.take(mapping.count), mapping: mapping) { $0.merge($1) }
    }

    func finish(order: Values<UInt32>) throws(AggregateFault) -> Column {
        let missing = Moments()
        let results = try order.gather(moments, missing: missing) {
            moments,
            group throws(AggregateFault) -> Double in
            guard moments.count >= 2 else { return 0 }
            guard let deviation = moments.deviation, deviation.isFinite else {
                throw AggregateFault(group: group, reason: .notFinite)
            }
            return deviation
        }
        let validity = order.validity(moments, missing: missing) { $0.count >= 2 }
        return .float64(PrimitiveArray(results, validity: validity))
    }

    var byteCount: Int { moments.capacity * MemoryLayout<Moments>.stride }

    private static func doubles(_ column: Column) -> Values<Double> {
        switch column {
        case .float64(let array): return array.values
        case .int64(let array): return array.values.map { Double($0) }
        case .decimal(let array, _, let scale):
            let divisor = Double(PowersOfTen.signed(scale))
            return array.values.map { Double($0) / divisor }
        default: preconditionFailure("deviations are of numbers")
        }
    }
}

/// A number as the sum of two doubles, the second far smaller: about 106 bits.
private struct TwoDoubles {
    let high: Double
    let low: Double

    init(high: Double, low: Double) {
        self.high = high
        self.low = low
    }

    /// Nil if the sum is no finite number.
    init?(_ sum: ExactFloatSum) {
        guard let high = sum.rounded else { return nil }
        var rest = sum
        rest.add(-high)
        self.init(high: high, low: rest.rounded ?? 0)
    }

    var squared: TwoDoubles {
        let product = high * high
        let error = (-product).addingProduct(high, high)
        return TwoDoubles(high: product, low: error + 2 * high * low)
    }

    func divided(by divisor: Double) -> TwoDoubles {
        let quotient = high / divisor
        let remainder = high.addingProduct(-quotient, divisor) + low
        return TwoDoubles(high: quotient, low: remainder / divisor)
    }

    /// The difference, rounded.
    ///
    /// - Source: Knuth, The Art of Computer Programming 2, 4.2.2, theorem B.
    func subtracting(_ other: TwoDoubles) -> Double {
        let difference = high - other.high
        let part = difference - high
        let error = (high - (difference - part)) - (other.high + part)
        return difference + (error + low - other.low)
    }
}

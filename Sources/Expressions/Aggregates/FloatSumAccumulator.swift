// SPDX-License-Identifier: Apache-2.0

import Columnar

/// `sum` and `avg` of floats, exact until the result is rounded, so that order never shows.
final class FloatSumAccumulator: Accumulator {
    private struct Total {
        var sum = ExactFloatSum()
        var count: Int64 = 0
    }

    private let isMean: Bool
    private var totals: [Total] = []

    init(isMean: Bool) {
        self.isMean = isMean
    }

    func update(_ input: AggregateInput) {
        guard case .float64(let array) = input.column else {
            preconditionFailure("sums of floats take floats")
        }
        totals.grow(to: input.groupCount, repeating: Total())
        let values = array.values.span
        updateEach(&totals, groups: input.groups, chosen: input.chosen) { total, row in
            total.sum.add(values[row])
            total.count &+= 1
        }
    }

    func write(_ parts: GroupParts, to writers: [StateWriter]) {
        parts.forEach { part, groups in writers[part].put(totals, of: groups, missing: Total()) }
    }

    func merge(_ reader: inout StateReader, mapping: Values<UInt32>, groupCount: Int) {
        totals.grow(to: groupCount, repeating: Total())
        mergeEach(&totals, reader.take(mapping.count), mapping: mapping) {
            $0.sum.merge($1.sum)
            $0.count &+= $1.count
        }
    }

    func finish(order: Values<UInt32>) throws(AggregateFault) -> Column {
        let missing = Total()
        let results = try order.gather(totals, missing: missing) {
            [isMean] total, group throws(AggregateFault) in
            guard let sum = total.sum.rounded else {
                throw AggregateFault(group: group, reason: .notFinite)
            }
            return isMean ? sum / Double(max(1, total.count)) : sum
        }
        let validity = order.validity(totals, missing: missing) { $0.count > 0 }
        return .float64(PrimitiveArray(results, validity: validity))
    }

    var byteCount: Int { totals.capacity * MemoryLayout<Total>.stride }
}

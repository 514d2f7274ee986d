// SPDX-License-Identifier: Apache-2.0

import Columnar

/// `sum` and `avg` of decimals, accumulated in 256 bits so that only the result can overflow.
final class DecimalSumAccumulator: Accumulator {
    private struct Total {
        var sum = Int256.zero
        var count: Int64 = 0
    }

    private let isMean: Bool
    private let argumentScale: Int
    private let resultScale: Int
    private var totals: [Total] = []

    init(isMean: Bool, argumentScale: Int, resultScale: Int) {
        self.isMean = isMean
        self.argumentScale = argumentScale
        self.resultScale = resultScale
    }

    func update(_ input: AggregateInput) {
        guard case .decimal(let array, _, _) = input.column else {
            preconditionFailure("sums of decimals take decimals")
        }
        totals.grow(to: input.groupCount, repeating: Total())
        let values = array.values.span
        updateEach(&totals, groups: input.groups, chosen: input.chosen) { total, row in
            total.sum += Int256(values[row])
            total.count &+= 1
        }
    }

    func write(_ parts: GroupParts, to writers: [StateWriter]) {
        parts.forEach { part, groups in writers[part].put(totals, of: groups, missing: Total()) }
    }

    func merge(_ reader: inout StateReader, mapping: Values<UInt32>, groupCount: Int) {
        totals.grow(to: groupCount, repeating: Total())
        mergeEach(&totals, reader.take(mapping.count), mapping: mapping) {
            $0.sum += $1.sum
            $0.count &+= $1.count
        }
    }

    func finish(order: Values<UInt32>) throws(AggregateFault) -> Column {
        let missing = Total()
        let results = try order.gather(totals, missing: missing) {
            [self] total, group throws(AggregateFault) in
            guard let result = value(of: total),
                PowersOfTen.fits(result, precision: DataType.maximumPrecision)
            else { throw AggregateFault(group: group, reason: .decimalOverflow) }
            return result
        }
        return .decimal(
            PrimitiveArray(
                results,
                validity: order.validity(totals, missing: missing) { $0.count > 0 }
            ),
            precision: DataType.maximumPrecision,
            scale: resultScale
        )
    }

    private func value(of total: Total) -> Int128? {
        guard isMean else { return total.sum.exactInt128 }
        return total.sum.multipliedByPowerOfTen(resultScale - argumentScale)?
            .dividedHalfAwayFromZero(by: Int128(max(1, total.count)))
    }

    var byteCount: Int { totals.capacity * MemoryLayout<Total>.stride }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

/// `sum` and `avg` of int64 and money.
///
/// 128 bits hold the sum of 2^64 values of 64 bits, so that only the result can overflow.
final class IntegerSumAccumulator: Accumulator {
    enum Result {
        case int64Sum
        case int64Mean
        case moneySum
        case moneyMean
    }

    private struct Total {
        var sum: Int128 = 0
        var count: Int64 = 0
    }

    private let result: Result
    private var totals: [Total] = []
    private var currencies = CurrencyRanges()

    init(_ result: Result) {
        self.result = result
    }

    func update(_ input: AggregateInput) {
        totals.grow(to: input.groupCount, repeating: Total())
        switch input.column {
        case .int64(let array): add(array.values, input)
        case .money(let array):
            currencies.add(array, input) { totals[$0].count > 0 }
            add(array.minorUnits, input)
        default: preconditionFailure("sums of integers take int64 and money")
        }
    }

    private func add(_ values: Values<Int64>, _ input: AggregateInput) {
        let values = values.span
        updateEach(&totals, groups: input.groups, chosen: input.chosen) { total, row in
            total.sum &+= Int128(truncatingIfNeeded: values[row])
            total.count &+= 1
        }
    }

    func write(_ parts: GroupParts, to writers: [StateWriter]) {
        parts.forEach { part, groups in
            writers[part].put(totals, of: groups, missing: Total())
            currencies.write(groups, to: writers[part])
        }
    }

    func merge(_ reader: inout StateReader, mapping: Values<UInt32>, groupCount: Int) {
        let others = reader.take(mapping.count, Total.self)
        totals.grow(to: groupCount, repeating: Total())
        currencies.merge(
            CurrencyRanges(&reader, groupCount: mapping.count),
            mapping: mapping,
            groupCount: groupCount,
            hasValue: { totals[$0].count > 0 },
            otherHasValue: { others[$0].count > 0 }
        )
        mergeEach(&totals, others, mapping: mapping) {
            $0.sum &+= $1.sum
            $0.count &+= $1.count
        }
    }

    func finish(order: Values<UInt32>) throws(AggregateFault) -> Column {
        let validity = order.validity(totals, missing: Total()) { $0.count > 0 }
        switch result {
        case .int64Sum:
            return .int64(
                PrimitiveArray(try sums(order, fault: .int64Overflow), validity: validity)
            )
        case .int64Mean:
            return .decimal(
                PrimitiveArray(try decimalMeans(order), validity: validity),
                precision: DataType.maximumPrecision,
                scale: 6
            )
        case .moneySum, .moneyMean:
            let currencies = try currencies.currencies(order: order)
            let amounts =
                result == .moneySum ? try sums(order, fault: .moneyOverflow) : try means(order)
            return .money(MoneyArray(amounts, currencies, validity: validity))
        }
    }

    private func sums(
        _ order: Values<UInt32>,
        fault: AggregateFault.Reason
    ) throws(AggregateFault) -> Values<Int64> {
        try order.gather(totals, missing: Total()) { total, group throws(AggregateFault) in
            guard let sum = Int64(exactly: total.sum) else {
                throw AggregateFault(group: group, reason: fault)
            }
            return sum
        }
    }

    /// A mean lies between its values, so it always fits.
    private func means(_ order: Values<UInt32>) throws(AggregateFault) -> Values<Int64> {
        try order.gather(totals, missing: Total()) { total, _ throws(AggregateFault) in
            let mean = Int256(total.sum).dividedHalfAwayFromZero(by: Int128(max(1, total.count)))
            return Int64(truncatingIfNeeded: mean ?? 0)
        }
    }

    private func decimalMeans(_ order: Values<UInt32>) throws(AggregateFault) -> Values<Int128> {
        try order.gather(totals, missing: Total()) { total, _ throws(AggregateFault) in
            let scaled = Int256(multiplying: total.sum, PowersOfTen.signed(6))
            return scaled.dividedHalfAwayFromZero(by: Int128(max(1, total.count))) ?? 0
        }
    }

    var byteCount: Int {
        totals.capacity * MemoryLayout<Total>.stride + currencies.byteCount
    }
}

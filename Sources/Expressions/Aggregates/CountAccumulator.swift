// SPDX-License-Identifier: Apache-2.0

import Columnar

/// `count(*)` and `count(x)`.
final class CountAccumulator: Accumulator {
    private var counts: [Int64] = []

    func update(_ input: AggregateInput) {
        counts.grow(to: input.groupCount, repeating: 0)
        updateEach(&counts, groups: input.groups, chosen: input.chosen) { count, _ in
            count &+= 1
        }
    }

    func merge(_ other: any Accumulator, mapping: Values<UInt32>, groupCount: Int) {
        counts.grow(to: groupCount, repeating: 0)
        for (group, count) in sameKind(other).counts.enumerated() {
            counts[Int(mapping[group])] &+= count
        }
    }

    func finish(order: Values<UInt32>) throws(AggregateFault) -> Column {
        let results = try order.gather(counts, missing: 0) { count, _ throws(AggregateFault) in
            count
        }
        return .int64(PrimitiveArray(results))
    }

    var byteCount: Int { counts.capacity * MemoryLayout<Int64>.stride }
}

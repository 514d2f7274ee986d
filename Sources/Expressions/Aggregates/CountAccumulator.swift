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

    func write(_ parts: GroupParts, to writers: [StateWriter]) {
        parts.forEach { part, groups in writers[part].put(counts, of: groups, missing: 0) }
    }

    func merge(_ reader: inout StateReader, mapping: Values<UInt32>, groupCount: Int) {
        counts.grow(to: groupCount, repeating: 0)
        mergeEach(&counts, reader.take(mapping.count), mapping: mapping) { $0 &+= $1 }
    }

    func finish(order: Values<UInt32>) throws(AggregateFault) -> Column {
        let results = try order.gather(counts, missing: 0) { count, _ throws(AggregateFault) in
            count
        }
        return .int64(PrimitiveArray(results))
    }

    var byteCount: Int { counts.capacity * MemoryLayout<Int64>.stride }
}

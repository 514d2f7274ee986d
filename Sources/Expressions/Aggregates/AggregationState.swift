// SPDX-License-Identifier: Apache-2.0

package import Columnar
import Synchronization

/// A whole `aggregate` of one run: groups rows by keys and keeps the state of every call for each group.
///
/// ```
/// worker: rows ─> groups of its own ──── too large ───> 64 partitions of groups, by the hash of the key
///           └─> values of distinct calls ─> buffers ──> 16 or more partitions of values, by hash  ─┐
///                                                              (short of memory: written out)      │
/// finish: values, each once ─> states of their groups ─> partitions of groups ─> rows in order <───┘
/// ```
/// Few groups never leave their worker and are merged at the end; a partition is held once, whoever adds to it, and is
/// the unit in which memory is freed. The result depends only on the rows and their places: neither on batches,
/// layouts, workers or memory, nor on what was written out.
package final class AggregationState: Sendable {
    /// The largest state of a worker's own; small enough to stay near it.
    private static let ownByteLimit = 4 << 20
    private static let groupPartitionCount = 64

    let fields: [Field]
    let calls: [TypedAggregate]
    let workerCount: Int
    /// Which calls take each different value once.
    let isDistinct: [Bool]
    let groupPartitions: [GroupPartition]
    /// By call; none for calls that take every value.
    let valuePartitions: [[DistinctPartition]]
    private let allPartitions: [any SpillablePartition]
    let memory: HeldMemory
    /// Whether a worker's groups have gone to the partitions.
    let isShared = Atomic<Bool>(false)

    /// Starts without rows.
    ///
    /// - Parameters:
    ///   - keys: The `by` columns, at most `keyLimit`; none makes one group, which is there even without rows.
    ///   - calls: The aggregate calls.
    ///   - workerCount: How many workers will take part, about.
    ///   - store: Where state goes that does not fit in memory; nil sets no limit.
    package init(
        keys: [Field],
        calls: [TypedAggregate],
        workerCount: Int,
        store: (any SpillStore)? = nil
    ) {
        fields = keys
        self.calls = calls
        self.workerCount = max(1, workerCount)
        memory = HeldMemory(store ?? BoundlessMemory())
        let isDistinct = calls.map(\.needsDistinctValues)
        self.isDistinct = isDistinct
        let groupPartitions = (0..<(keys.isEmpty ? 1 : Self.groupPartitionCount)).map { _ in
            GroupPartition(fields: keys, calls: calls)
        }
        let valuePartitionCount = Self.valuePartitionCount(self.workerCount)
        let valuePartitions = calls.indices.map { call -> [DistinctPartition] in
            guard isDistinct[call], let type = calls[call].argument else { return [] }
            let layout = DistinctLayout(type)
            return (0..<valuePartitionCount).map { _ in
                DistinctPartition(call: call, layout: layout, fields: keys)
            }
        }
        self.groupPartitions = groupPartitions
        self.valuePartitions = valuePartitions
        allPartitions = groupPartitions + Array(valuePartitions.joined())
    }

    /// How many `by` columns there may be.
    package static var keyLimit: Int { KeyLayout.columnLimit }

    /// About how much memory the aggregation holds now, without what workers are just at.
    package var heldByteCount: Int { memory.byteCount }

    /// Makes a part that takes rows, for one holder at a time.
    package func makeWorker() -> AggregationWorker {
        AggregationWorker(self)
    }

    /// Begins the end: no worker may be given rows any more.
    ///
    /// - Parameter workers: All that were made and whose rows count.
    /// - Returns: The tasks that are left to do.
    /// - Throws: What the store is at fault with.
    package func finish(_ workers: [AggregationWorker]) throws -> AggregationFinish {
        try AggregationFinish(self, workers)
    }

    /// The largest state that a worker keeps to itself.
    var ownByteLimit: Int {
        min(Self.ownByteLimit, memory.store.memoryByteCount / (4 * workerCount))
    }

    /// How many words wait in each buffer of a worker.
    var bufferWordCount: Int {
        let share = memory.store.memoryByteCount / (16 * 8 * workerCount)
        return max(16, min(1_024, share / Self.valuePartitionCount(workerCount)))
    }

    /// Bytes of partitions that one worker may read back at a time.
    var readByteLimit: Int {
        max(4_096, memory.store.memoryByteCount / (2 * workerCount))
    }

    /// Moves groups that one holder gathered to the partitions of `targets`, a power of two.
    func move(
        _ groups: GroupedAggregation,
        calls written: [Bool],
        to targets: [GroupPartition]
    ) throws {
        let numbers = groups.table.hashes().map { hash in
            UInt8(KeyHash.partition(hash, count: targets.count))
        }
        let parts = GroupParts(numbers)
        for (number, block) in zip(parts.numbers, groups.write(parts, calls: written)) {
            memory.change(by: targets[number].add(block))
        }
        try makeRoom(beside: targets)
    }

    /// Writes partitions out, those of `targets` too, if memory is short.
    func makeRoom(beside targets: [GroupPartition]) throws {
        let others = targets.first === groupPartitions.first ? [] : targets
        try memory.makeRoom(from: others + allPartitions)
    }

    /// Writes partitions out if memory is short.
    func makeRoom() throws {
        try memory.makeRoom(from: allPartitions)
    }

    private static func valuePartitionCount(_ workerCount: Int) -> Int {
        var count = 16
        while count < 4 * workerCount, count < 256 { count *= 2 }
        return count
    }
}

/// No limit, so nothing is ever written out.
private struct BoundlessMemory: SpillStore {
    var memoryByteCount: Int { .max >> 1 }

    func hold(_ byteCount: Int) -> Bool { true }

    func release(_ byteCount: Int) {}

    func append(_ bytes: Bytes) throws -> Range<Int> {
        preconditionFailure("memory without a limit is never short")
    }

    func read(_ range: Range<Int>) throws -> Bytes {
        preconditionFailure("nothing was written out")
    }
}

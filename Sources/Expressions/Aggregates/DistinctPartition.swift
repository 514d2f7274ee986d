// SPDX-License-Identifier: Apache-2.0

import Columnar
import Synchronization

/// The values of one `distinct` call whose hashes fall into one partition, shared by all workers.
///
/// Self-contained: it has the keys of the groups whose values it holds, under numbers of its own. So it can be written
/// out and cleared at any time.
final class DistinctPartition: Sendable {
    private struct State: ~Copyable {
        var groups: GroupTable
        var values = DistinctValues()
        /// How often the numbers of groups have begun anew.
        var generation = 0
        var spills: [Spill] = []

        init(_ fields: [Field]) {
            groups = GroupTable(fields)
        }

        var byteCount: Int {
            values.isEmpty ? 0 : groups.byteCount + values.byteCount
        }

        mutating func removeDuplicates(_ layout: DistinctLayout) {
            values.removeDuplicates(layout, groupHashes: groups.hashes())
        }

        mutating func takeHeld(_ fields: [Field]) -> HeldValues {
            let countedByteCount = byteCount
            var groups = GroupTable(fields)
            var values = DistinctValues()
            swap(&groups, &self.groups)
            swap(&values, &self.values)
            generation += 1
            return HeldValues(
                groups: groups,
                values: values,
                countedByteCount: countedByteCount
            )
        }
    }

    /// Where the groups and values that were written out together stand.
    struct Spill: Sendable {
        let groups: Range<Int>
        var chunks: [Range<Int>] = []
        var byteCount: Int { chunks.reduce(groups.count) { $0 + $1.count } }
    }

    /// For each group of a worker its number here, as far as it is known.
    struct GroupNumbers {
        static let unknown = UInt32.max
        fileprivate(set) var numbers: [UInt32] = []
        fileprivate var generation = 0

        /// Forgets everything, since the worker numbers its groups anew.
        mutating func removeAll() {
            numbers.removeAll(keepingCapacity: true)
        }
    }

    let call: Int
    let layout: DistinctLayout
    private let fields: [Field]
    private let state: Mutex<State>
    private let heldByteCount = Atomic<Int>(0)

    init(call: Int, layout: DistinctLayout, fields: [Field]) {
        self.call = call
        self.layout = layout
        self.fields = fields
        state = Mutex(State(fields))
    }

    /// Adds values of a worker, each with the worker's number of its group.
    ///
    /// - Returns: By how much the memory held has grown.
    func add(
        _ values: borrowing ValuesBuilder<UInt64>,
        _ range: Range<Int>,
        of workerGroups: borrowing GroupTable,
        _ numbers: inout GroupNumbers
    ) -> Int {
        state.withLock { state in
            let oldByteCount = state.byteCount
            if numbers.generation != state.generation {
                numbers.generation = state.generation
                numbers.removeAll()
            }
            numbers.numbers.grow(to: workerGroups.groupCount, repeating: GroupNumbers.unknown)
            let values = values.span.extracting(range)
            learn(values, of: workerGroups, &numbers.numbers, &state.groups)
            state.values.append(values, layout, numbers.numbers.span)
            if state.values.isDueForSearch { state.removeDuplicates(layout) }
            heldByteCount.store(state.byteCount, ordering: .relaxed)
            return state.byteCount - oldByteCount
        }
    }

    /// Finds out the numbers of groups that the worker has not brought before.
    private func learn(
        _ values: Span<UInt64>,
        of workerGroups: borrowing GroupTable,
        _ numbers: inout [UInt32],
        _ groups: inout GroupTable
    ) {
        var newGroups: [UInt32] = []
        var cursor = 0
        while cursor < values.count {
            let header = values[cursor]
            let group = DistinctLayout.group(header)
            if numbers[Int(group)] == GroupNumbers.unknown {
                newGroups.append(group)
                numbers[Int(group)] = 0
            }
            cursor &+= layout.wordCount(header)
        }
        guard !newGroups.isEmpty else { return }
        let mapping = groups.merge(newGroups.span, of: workerGroups)
        for (index, group) in newGroups.enumerated() { numbers[Int(group)] = mapping[index] }
    }

    /// Takes out what is held in memory; nil if some has been written out.
    func takeWhole() -> HeldValues? {
        state.withLock { state in
            guard state.spills.isEmpty else { return nil }
            heldByteCount.store(0, ordering: .relaxed)
            return state.takeHeld(fields)
        }
    }

    /// What has been written out.
    var spills: [Spill] { state.withLock { $0.spills } }
}

extension DistinctPartition: SpillablePartition {
    var byteCount: Int { heldByteCount.load(ordering: .relaxed) }

    func spill(to store: any SpillStore) throws -> Int {
        try state.withLock { state in
            let freed = state.byteCount
            guard freed > 0 else { return 0 }
            state.removeDuplicates(layout)
            let held = state.takeHeld(fields)
            heldByteCount.store(0, ordering: .relaxed)
            let writer = StateWriter()
            let all = GroupParts(groupCount: held.groups.groupCount, of: .max)
            held.groups.write(all, to: [writer])
            var spill = Spill(groups: try store.append(writer.finish()))
            try held.values.arena.forEachChunk { words in
                let writer = StateWriter(capacity: words.count * 8)
                writer.put(words)
                spill.chunks.append(try store.append(writer.finish()))
            }
            state.spills.append(spill)
            return freed
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Synchronization

/// The groups whose keys' hashes fall into one partition, shared by all workers.
final class GroupPartition: Sendable {
    private struct State {
        var groups: GroupedAggregation?
        var spills: [Range<Int>] = []
        var byteCount: Int { groups?.byteCount ?? 0 }
    }

    private let fields: [Field]
    private let calls: [TypedAggregate]
    private let state: Mutex<State>
    private let heldByteCount: Atomic<Int>

    /// Starts with these groups, or with none.
    init(fields: [Field], calls: [TypedAggregate], groups: GroupedAggregation? = nil) {
        self.fields = fields
        self.calls = calls
        state = Mutex(State(groups: groups))
        heldByteCount = Atomic(groups?.byteCount ?? 0)
    }

    /// Adds groups that a `GroupedAggregation` wrote.
    ///
    /// - Returns: By how much the memory held has grown.
    func add(_ block: Bytes) -> Int {
        state.withLock { state in
            let old = state.byteCount
            let groups = state.groups ?? GroupedAggregation(keys: fields, calls: calls)
            groups.merge(block)
            state.groups = groups
            heldByteCount.store(groups.byteCount, ordering: .relaxed)
            return groups.byteCount - old
        }
    }

    /// Takes out the groups held in memory, if any, and how many bytes they have; nil if some have been written out.
    func takeWhole() -> (groups: GroupedAggregation?, byteCount: Int)? {
        state.withLock { state in
            guard state.spills.isEmpty else { return nil }
            defer { state.groups = nil }
            heldByteCount.store(0, ordering: .relaxed)
            return (state.groups, state.byteCount)
        }
    }

    /// Where groups that were written out stand, one block each.
    var spills: [Range<Int>] { state.withLock { $0.spills } }
}

extension GroupPartition: SpillablePartition {
    /// The most groups of one block.
    private static let blockGroupCount = 4_096

    var byteCount: Int { heldByteCount.load(ordering: .relaxed) }

    func spill(to store: any SpillStore) throws -> Int {
        try state.withLock { state in
            guard let groups = state.groups else { return 0 }
            let freed = groups.byteCount
            let parts = GroupParts(groupCount: groups.table.groupCount, of: Self.blockGroupCount)
            let all = calls.map { _ in true }
            for block in groups.write(parts, calls: all) {
                state.spills.append(try store.append(block))
            }
            state.groups = nil
            heldByteCount.store(0, ordering: .relaxed)
            return freed
        }
    }
}

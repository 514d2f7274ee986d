// SPDX-License-Identifier: Apache-2.0

package import Columnar
import Synchronization

/// Takes the rows of one worker to an aggregation: has few groups of its own, and hands many on.
package final class AggregationWorker: @unchecked Sendable {
    // Sendable because it has one holder at a time, who hands it on whole.

    private let state: AggregationState
    private let feeds: [DistinctFeed?]
    private let written: [Bool]
    /// Groups that no other worker knows of.
    private(set) var own: GroupedAggregation
    private var heldByteCount = 0

    init(_ state: AggregationState) {
        self.state = state
        own = GroupedAggregation(keys: state.fields, calls: state.calls)
        written = state.isDistinct.map { !$0 }
        feeds = state.valuePartitions.map { partitions in
            guard let layout = partitions.first?.layout else { return nil }
            return DistinctFeed(layout, partitions, bufferWordCount: state.bufferWordCount)
        }
    }

    /// Adds the rows of one batch.
    ///
    /// - Parameters:
    ///   - keys: The key columns, of the types given at the start.
    ///   - arguments: For each call its argument, nil for `count(*)`.
    ///   - filters: For each call the rows that its `filter (where …)` keeps, nil for all.
    ///   - rowCount: The length of all of them.
    ///   - firstPlace: The place of the first row; each further row stands one further on. No two rows of a run may
    ///     have the same place.
    /// - Throws: What the store is at fault with.
    /// - Complexity: O(rows x calls).
    package func update(
        keys: [Column],
        arguments: [Column?],
        filters: [Bitmap?],
        rowCount: Int,
        firstPlace: Place
    ) throws {
        precondition(arguments.count == state.calls.count, "one argument per call")
        precondition(filters.count == state.calls.count, "one filter per call")
        let groups = own.table.groups(for: keys, rowCount: rowCount, firstPlace: firstPlace)
        var growth = 0
        for (index, accumulator) in own.accumulators.enumerated() {
            let input = AggregateInput(
                argument: arguments[index],
                selected: filters[index],
                groups: groups,
                groupCount: own.table.groupCount,
                firstPlace: firstPlace
            )
            if let feed = feeds[index] {
                growth += feed.add(
                    input.column,
                    chosen: input.chosen,
                    groups: groups,
                    of: &own.table
                )
            } else {
                accumulator.update(input)
            }
        }
        try settle(growth)
    }

    /// Counts the memory of the rows just added, and frees some if it is too much.
    private func settle(_ growth: Int) throws {
        let byteCount = ownByteCount
        state.memory.change(by: growth + byteCount - heldByteCount)
        heldByteCount = byteCount
        if own.byteCount > state.ownByteLimit {
            try share()
        } else {
            try state.makeRoom()
        }
    }

    /// Moves the groups to the partitions that all workers share.
    func share() throws {
        flush()
        state.isShared.store(true, ordering: .relaxed)
        let groups = own
        own = GroupedAggregation(keys: state.fields, calls: state.calls)
        try state.move(groups, calls: written, to: state.groupPartitions)
        let byteCount = ownByteCount
        state.memory.change(by: byteCount - heldByteCount)
        heldByteCount = byteCount
    }

    /// Hands on the values that wait in buffers.
    func flush() {
        for feed in feeds {
            if let growth = feed?.flush(of: own.table) { state.memory.change(by: growth) }
        }
    }

    private var ownByteCount: Int {
        feeds.reduce(own.byteCount) { $0 + ($1?.byteCount ?? 0) }
    }

    /// Gives its groups away at the end.
    func takeOwn() -> GroupedAggregation {
        flush()
        state.memory.change(by: -heldByteCount)
        heldByteCount = 0
        defer { own = GroupedAggregation(keys: state.fields, calls: state.calls) }
        return own
    }
}

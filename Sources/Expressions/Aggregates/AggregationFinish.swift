// SPDX-License-Identifier: Apache-2.0

import Columnar
import Synchronization

/// The end of an aggregation, in rounds of tasks that are independent of one another, so that workers share them.
///
/// The first round gives each different value of the `distinct` calls to the state of its group, the second turns groups
/// into rows. A partition that was written out is read back there, in several passes if it is too large for one.
package final class AggregationFinish: Sendable {
    private struct Results {
        var runs: [ResultRun] = []
        var fault: PlacedFault?
    }

    private let state: AggregationState
    private let targets: [GroupPartition]
    private let values: [DistinctPartition]
    private let results = Mutex(Results())

    init(_ state: AggregationState, _ workers: [AggregationWorker]) throws {
        self.state = state
        if state.isShared.load(ordering: .relaxed) {
            for worker in workers {
                try worker.share()
                _ = worker.takeOwn()
            }
            targets = state.groupPartitions
        } else {
            let whole = Self.whole(state, workers)
            state.memory.change(by: whole.byteCount)
            targets = [GroupPartition(fields: state.fields, calls: state.calls, groups: whole)]
        }
        values = state.valuePartitions.joined().filter { !$0.spills.isEmpty || $0.byteCount > 0 }
    }

    /// The groups of all workers, which are few.
    private static func whole(
        _ state: AggregationState,
        _ workers: [AggregationWorker]
    ) -> GroupedAggregation {
        let whole =
            workers.first?.takeOwn()
            ?? GroupedAggregation(keys: state.fields, calls: state.calls)
        let written = state.isDistinct.map { !$0 }
        for worker in workers.dropFirst() {
            let own = worker.takeOwn()
            let all = GroupParts(groupCount: own.table.groupCount, of: .max)
            for block in own.write(all, calls: written) { whole.merge(block) }
        }
        return whole
    }

    /// How many rounds there are, one after the other.
    package var roundCount: Int { 2 }

    /// How many tasks a round has, in any order and on any thread.
    package func taskCount(ofRound round: Int) -> Int {
        round == 0 ? values.count : targets.count
    }

    /// Runs one task of a round; each must be run once, after all of the round before.
    ///
    /// - Throws: What the store is at fault with.
    package func run(_ task: Int, ofRound round: Int) throws {
        if round == 0 {
            try settle(values[task])
        } else {
            try finish(targets[task])
        }
    }

    /// The rows, once all tasks have been run.
    ///
    /// - Throws: `.aggregateOverflow`, `.aggregateCurrencies` or `.aggregateNotFinite` for the first call that has such
    ///   a group, naming the first such group.
    package func rows() throws -> AggregateRows {
        let (runs, fault) = results.withLock { ($0.runs, $0.fault) }
        if let fault { throw fault.error }
        return AggregateRows(runs, keyCount: state.fields.count, state.memory)
    }

    /// Runs all tasks on this thread.
    ///
    /// - Throws: What `run` and `rows` throw.
    package func runAll() throws -> AggregateRows {
        for round in 0..<roundCount {
            for task in 0..<taskCount(ofRound: round) { try run(task, ofRound: round) }
        }
        return try rows()
    }

    // MARK: Values

    private func settle(_ partition: DistinctPartition) throws {
        if let held = partition.takeWhole() {
            let byteCount = held.countedByteCount
            try settle(held, of: partition)
            state.memory.change(by: -byteCount)
            return
        }
        let store = state.memory.store
        state.memory.change(by: -(try partition.spill(to: store)))
        let spills = partition.spills
        // Groups and a table come on top of the values.
        let byteCount = spills.reduce(0) { $0 + $1.byteCount } * 2
        for pass in HashPass.passes(byteCount: byteCount, limit: state.readByteLimit) {
            try readBack(byteCount / pass.count) {
                let held = try HeldValues(spills, of: partition, state.fields, pass, from: store)
                try settle(held, of: partition)
            }
        }
    }

    /// Makes room for what `body` reads back.
    private func readBack(_ byteCount: Int, _ body: () throws -> Void) throws {
        state.memory.change(by: byteCount)
        defer { state.memory.change(by: -byteCount) }
        try state.makeRoom(beside: targets)
        try body()
    }

    /// Gives values to the states of their groups.
    private func settle(_ held: consuming HeldValues, of partition: DistinctPartition) throws {
        let accumulator = state.calls[partition.call].makeAccumulator()
        held.forEachInput(
            partition.layout,
            hasArguments: !(accumulator is CountAccumulator)
        ) { accumulator.update($0) }
        let groups = GroupedAggregation(
            table: held.groups,
            calls: state.calls,
            accumulator,
            ofCall: partition.call
        )
        let written = state.calls.indices.map { $0 == partition.call }
        try state.move(groups, calls: written, to: targets)
    }

    // MARK: Groups

    private func finish(_ partition: GroupPartition) throws {
        if let (groups, byteCount) = partition.takeWhole() {
            if let groups { try keep(groups) }
            state.memory.change(by: -byteCount)
            return
        }
        let store = state.memory.store
        state.memory.change(by: -(try partition.spill(to: store)))
        let spills = partition.spills
        let byteCount = spills.reduce(0) { $0 + $1.count } * 2
        let passes = HashPass.passes(byteCount: byteCount, limit: state.readByteLimit)
        // Without keys there is but the one group.
        for pass in state.fields.isEmpty ? [.whole] : passes {
            try readBack(byteCount / pass.count) {
                let groups = GroupedAggregation(keys: state.fields, calls: state.calls)
                for spill in spills { groups.merge(try store.read(spill), pass: pass) }
                try keep(groups)
            }
        }
    }

    /// Keeps the rows of some groups, or their fault.
    private func keep(_ groups: GroupedAggregation) throws {
        let finished: PlacedGroups
        do throws(PlacedFault) {
            finished = try groups.finish()
        } catch {
            results.withLock { results in
                if results.fault.map(error.isBefore) ?? true { results.fault = error }
            }
            return
        }
        let run = try ResultRun(finished, state.memory)
        results.withLock { $0.runs.append(run) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Expressions
import FjordKit

/// Ends the aggregate whose rows a segment takes, and hands them to it as fast as it lets them go.
struct AggregationFeed {
    private let aggregation: Aggregation
    private let segment: SegmentRun
    private let context: RunContext

    init?(into segment: SegmentRun, context: RunContext) {
        let node = segment.plan.sourceNode
        guard let found = context.aggregations.aggregation(of: node, in: context) else {
            return nil
        }
        aggregation = found
        self.segment = segment
        self.context = context
    }

    /// Runs the rest of the aggregate on the workers.
    ///
    /// - Returns: How many rows were handed on.
    /// - Throws: What an aggregate is at fault with; a fault of a later expression ends the segment in its turn.
    func run(_ ends: sending [AggregationEnd]) async throws -> Int {
        let box = Guarded(ends)
        let finish = try await context.onWorker(segment: segment.number) { [aggregation] in
            try box.change { try aggregation.finish($0) }
        }
        for round in 0..<finish.roundCount { try await run(round, of: finish) }
        let output = try await context.onWorker(segment: segment.number) { [aggregation] in
            try aggregation.output(finish)
        }
        return await handOn(output)
    }

    private func run(_ round: Int, of finish: AggregationFinish) async throws {
        let taskCount = finish.taskCount(ofRound: round)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<taskCount {
                group.addTask { [context, segment, aggregation] in
                    try await context.onWorker(segment: segment.number) {
                        try aggregation.placed { try finish.run(task, ofRound: round) }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func handOn(_ output: AggregationOutput) async -> Int {
        var morselCount = 0
        var rowCount = 0
        while !segment.isFinished {
            let key = MorselKey(partition: 0, index: morselCount)
            do {
                let next = try await context.onWorker(segment: segment.number) {
                    try output.next()
                }
                guard let batch = next else { break }
                segment.submit(Morsel(key: key, contents: .batches([batch])))
                morselCount += 1
                rowCount += batch.rowCount
            } catch {
                segment.fail(error, at: key)
                return rowCount
            }
            await waitForRoom()
        }
        segment.endPartition(0, morselCount: morselCount)
        segment.endSource(partitionCount: 1)
        return rowCount
    }

    /// Waits until the segment has little to do.
    private func waitForRoom() async {
        while isBusy {
            let released = Completion()
            context.state.completeOnFailure(released)
            segment.whenReleased { released.complete() }
            segment.whenFinished { released.complete() }
            // Asked once more, since the last one may have been released just before.
            if isBusy { await released.wait() }
        }
    }

    private var isBusy: Bool {
        !context.state.isOver && !segment.isFinished
            && segment.unreleasedMorselCount > 4 * context.threads.count
    }
}

// SPDX-License-Identifier: Apache-2.0

import Expressions
import FjordKit
import Synchronization

/// One aggregate stage in one run, shared by all workers.
///
/// ```
/// SegmentWorker ─ AggregationEnd ─┐
/// SegmentWorker ─ AggregationEnd ─┴─> AggregationState ─> rounds of tasks ─> AggregationOutput ─> segment below
/// ```
final class Aggregation: Sendable {
    let plan: AggregatePlan
    let stage: String
    let calls: [AggregateCall]
    private let state: AggregationState

    init(
        _ plan: AggregatePlan,
        stage: String,
        input: Schema,
        workerCount: Int,
        _ scratch: ScratchSpace
    ) {
        self.plan = plan
        self.stage = stage
        calls = plan.results.flatMap(\.calls)
        state = AggregationState(
            keys: plan.keys.map { input.fields[$0] },
            calls: calls.map(\.aggregate),
            workerCount: workerCount,
            store: AggregationStore(scratch)
        )
    }

    /// Makes the part of one worker.
    func makeWorker() -> AggregationWorker { state.makeWorker() }

    /// Begins the end, once no worker is given rows any more.
    ///
    /// - Throws: What the scratch file is at fault with.
    func finish(_ ends: [AggregationEnd]) throws -> AggregationFinish {
        try placed { try state.finish(ends.map(\.worker)) }
    }

    /// The result rows, once all tasks have been run.
    ///
    /// - Throws: What an aggregate is at fault with, naming the group.
    func output(_ finish: AggregationFinish) throws -> AggregationOutput {
        try placed { AggregationOutput(self, try finish.rows()) }
    }

    /// Runs work whose errors belong to this stage.
    func placed<Result>(_ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch let error as PipelineError {
            throw error.placed(in: DataPlace(stage: stage))
        }
    }
}

/// The aggregates of one run, each made when its first worker asks for it.
final class Aggregations: Sendable {
    private let byNode = Mutex<[Int: Aggregation]>([:])

    /// The aggregation of a stage; nil if the stage is none.
    func aggregation(of node: Int, in context: RunContext) -> Aggregation? {
        let stage = context.graph.nodes[node]
        guard case .aggregate(let plan) = stage.operation else { return nil }
        return byNode.withLock { byNode in
            if let made = byNode[node] { return made }
            let input = stage.inputs.first.map { context.graph.nodes[$0].schema } ?? stage.schema
            let made = Aggregation(
                plan,
                stage: stage.id,
                input: input,
                workerCount: context.threads.count,
                context.scratch
            )
            byNode[node] = made
            return made
        }
    }

    /// Lets a stage's aggregation go, with all that it holds.
    func remove(_ node: Int) {
        byNode.withLock { $0[node] = nil }
    }
}

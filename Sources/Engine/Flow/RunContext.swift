// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// What all parts of one run share.
struct RunContext: Sendable {
    let graph: StageGraph
    let number: UInt64
    let threads: WorkerThreads
    let state = RunState()
    let aggregations = Aggregations()
    let budget: MemoryBudget
    let scratch: ScratchSpace
    let progress: RunProgress
    let batchRowCount: Int
    let morselByteCount: Int
    /// What stages remember from run to run, by their positions.
    var memories: [Int: any StageMemory] = [:]
    /// Where feeds go on, by the position of the fetch stage and the key of the partition.
    var cursors: [Int: [String: String]] = [:]
    let findings = StageFindings()
    let busy = BusyTime()

    /// Takes what a stage has to say about its rows.
    func note(_ found: [Finding], of node: Int) {
        findings.add(found, stage: graph.nodes[node].id, at: node)
    }

    /// Hands work to the workers; it is skipped if the run has ended before its turn.
    func submit(
        _ kind: WorkKey.Kind,
        segment: Int,
        order: MorselKey,
        _ work: @escaping @Sendable () throws -> Void
    ) {
        state.begin()
        let key = WorkKey(run: number, kind: kind, segment: segment, morsel: order)
        threads.queue.add(key) { [self] in
            defer { state.end() }
            guard !state.isOver else { return }
            do { try work() } catch { fail(error) }
        }
    }

    /// Ends the run and lets its waiting fetches go.
    func fail(_ error: any Error) {
        state.fail(error)
        budget.cancel()
    }

    /// Does what a source would block or compute with on a worker, before morsels, and waits for its end.
    ///
    /// It is skipped, and the wait is over all the same, once `isWanted` says no or the run has ended.
    func onWorker(
        partition: Int,
        of segment: Int,
        if isWanted: @escaping @Sendable () -> Bool,
        _ work: @escaping @Sendable () -> Void
    ) async {
        await withCheckedContinuation { continuation in
            let order = MorselKey(partition: partition, index: 0)
            let key = WorkKey(run: number, kind: .source, segment: segment, morsel: order)
            threads.queue.add(key) { [state] in
                if !state.isOver, isWanted() { work() }
                continuation.resume()
            }
        }
    }

    /// Runs work on a worker and waits for its result.
    ///
    /// - Throws: What the work throws; why the run failed, if it has before the work's turn.
    func onWorker<Result: Sendable>(
        segment: Int,
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let key = WorkKey(
                run: number,
                kind: .merge,
                segment: segment,
                morsel: MorselKey(partition: 0, index: 0)
            )
            threads.queue.add(key) { [state] in
                let result = Swift.Result {
                    try state.checkFailure()
                    return try work()
                }
                continuation.resume(with: result)
            }
        }
    }
}

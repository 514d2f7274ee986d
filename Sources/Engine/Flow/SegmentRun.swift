// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Synchronization

/// One segment while it runs: takes morsels in, has workers run them, and puts the results in order.
///
/// ```
/// submit ─> WorkQueue ─> SegmentWorker (any thread) ─> Sequencer ─> SegmentEnds (in order) ─> files, next segment
/// ```
/// A worker's error travels through the ordering point like a result, so that the error that is reported is that of
/// the lowest row, whatever the number of workers.
final class SegmentRun: Sendable {
    let plan: SegmentPlan
    let number: Int
    private let context: RunContext
    private let workers: WorkerPool
    private let ends: SegmentEnds
    private let sequencer = Sequencer<Result<MorselResult, any Error>>()
    private let summaries = Mutex<[Int: PageSummary]>([:])
    private let completion = Completion()
    private let isClosed = Atomic<Bool>(false)

    init(plan: SegmentPlan, number: Int, context: RunContext, ends: SegmentEnds) {
        self.plan = plan
        self.number = number
        self.context = context
        self.ends = ends
        workers = WorkerPool { try SegmentWorker(plan: plan, context: context) }
    }

    /// Has the workers run a morsel; its turn comes in the order of its key.
    func submit(_ morsel: Morsel) {
        context.submit(.morsel, segment: number, order: morsel.key) { [self] in
            let result = Result { try workers.withWorker { try $0.run(morsel) } }
            let encodedByteCount = (try? result.get())?.encodedByteCount ?? 0
            context.budget.replacePages(
                morsel.byteCount,
                partition: morsel.key.partition,
                withEncoded: encodedByteCount
            )
            sequencer.complete(morsel.key, result, to: self)
        }
    }

    /// Says that a partition has been handed in whole.
    func endPartition(_ partition: Int, morselCount: Int) {
        sequencer.endPartition(partition, morselCount: morselCount, to: self)
    }

    /// Says that all partitions have been handed in, or will be.
    func endSource(partitionCount: Int) {
        sequencer.endSource(partitionCount: partitionCount, to: self)
    }

    /// Waits until the last wanted result has been released.
    ///
    /// - Throws: Why the run has ended otherwise.
    func waitUntilFinished() async throws {
        await completion.wait()
        if let failure = context.state.failure { throw failure }
    }

    /// Whether no further rows are wanted, be it because all came or because enough did.
    var isFinished: Bool { isClosed.load(ordering: .acquiring) }

    /// Lets whoever waits for this segment go, since the run is over.
    func abandon() {
        completion.complete()
    }

    /// What the pages of one partition held.
    func summary(ofPartition partition: Int) -> PageSummary {
        summaries.withLock { $0[partition] ?? PageSummary() }
    }

    /// The workers at the end of the segment, with their counts and partial aggregates.
    func takeWorkers() -> [SegmentWorker] {
        workers.takeAll()
    }
}

extension SegmentRun: SequenceConsumer {
    func release(_ result: Result<MorselResult, any Error>, _ key: MorselKey) {
        guard !context.state.isOver, !isFinished else { return }
        do {
            let morsel = try result.get()
            summaries.withLock { $0[key.partition, default: PageSummary()].add(morsel.summary) }
            context.progress.raise { $0.rowCount += morsel.summary.rowCount }
            if try ends.take(morsel) == .satisfied { finish() }
        } catch {
            context.fail(error)
            completion.complete()
        }
    }

    func reachPartition(_ partition: Int) {
        if case .fetch = plan.source { context.budget.setHead(partition) }
    }

    func finish() {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        ends.finish()
        completion.complete()
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Synchronization

/// One segment while it runs: takes morsels in, has workers run them, and puts the results in order.
///
/// ```
/// submit ─> WorkQueue ─> SegmentWorker (any thread) ─> Sequencer ─> SegmentEnds (in order) ─> files, next segment
/// ```
/// A fault of a worker or source travels through the ordering point like a result, so that the one that is reported
/// is that of the lowest row, whatever the number of workers. Only workers release results, never the cooperative pool.
final class SegmentRun: Sendable {
    let plan: SegmentPlan
    let number: Int
    private let context: RunContext
    private let workers: WorkerPool
    private let ends: SegmentEnds
    private let sequencer = Sequencer<Result<MorselResult, any Error>>()
    private let released: Mutex<Released>
    private let completion = Completion()
    private let isClosed = Atomic<Bool>(false)
    private let unreleasedCount = Atomic<Int>(0)
    private let listeners = Mutex(Listeners())

    /// What has passed the ordering point.
    private struct Released {
        var counts: [RunReport.StageCount]
        var summaries: [Int: PageSummary] = [:]
        /// How many partitions have passed it whole.
        var partitionCount = 0
    }

    /// Who hears of this segment's course.
    private struct Listeners {
        var released: (@Sendable () -> Void)?
        var finished: [@Sendable () -> Void] = []
        /// What ended the segment at its ordering point.
        var fault: (any Error)?
    }

    init(plan: SegmentPlan, number: Int, context: RunContext, ends: SegmentEnds) {
        self.plan = plan
        self.number = number
        self.context = context
        self.ends = ends
        workers = WorkerPool { try SegmentWorker(plan: plan, context: context) }
        let counts = [RunReport.StageCount](repeating: .init(), count: context.graph.nodes.count)
        released = Mutex(Released(counts: counts))
        context.state.completeOnFailure(completion)
    }

    /// Has the workers run a morsel; its turn comes in the order of its key.
    func submit(_ morsel: Morsel) {
        if case .batches = morsel.contents { context.budget.add(morsel.byteCount) }
        unreleasedCount.add(1, ordering: .relaxed)
        context.submit(.morsel, segment: number, order: morsel.key) { [self] in
            let result = isFinished ? nil : Result { try run(morsel) }
            let madeByteCount = (try? result?.get())?.heldByteCount ?? 0
            forget(morsel, for: madeByteCount)
            if let result { sequencer.complete(morsel.key, result, to: self) }
        }
    }

    /// Has the run fail when the turn of this key comes.
    func fail(_ error: any Error, at key: MorselKey) {
        onWorker(key) { $0.sequencer.complete(key, .failure(error), to: $0) }
    }

    /// Says that a partition has been handed in whole.
    func endPartition(_ partition: Int, morselCount: Int) {
        onWorker(MorselKey(partition: partition, index: morselCount)) {
            $0.sequencer.endPartition(partition, morselCount: morselCount, to: $0)
        }
    }

    /// Says that all partitions have been handed in, or will be.
    func endSource(partitionCount: Int) {
        onWorker(MorselKey(partition: partitionCount, index: 0)) {
            $0.sequencer.endSource(partitionCount: partitionCount, to: $0)
        }
    }

    /// Waits until the last wanted result has been released.
    ///
    /// - Throws: Why the run has ended otherwise.
    func waitUntilFinished() async throws {
        await completion.wait()
        try context.state.checkFailure()
    }

    /// How many morsels have been handed in and not passed the ordering point.
    var unreleasedMorselCount: Int { unreleasedCount.load(ordering: .acquiring) }

    /// Has `action` called after each morsel that passes the ordering point.
    func whenReleased(_ action: @escaping @Sendable () -> Void) {
        listeners.withLock { $0.released = action }
    }

    /// Has `action` called when no further rows are wanted.
    func whenFinished(_ action: @escaping @Sendable () -> Void) {
        listeners.withLock { $0.finished.append(action) }
    }

    /// Ends the segment if the segments below have got enough meanwhile.
    func reconsider() {
        if !isFinished, ends.demand == .satisfied { finish() }
    }

    /// Throws what ended the segment at its ordering point.
    ///
    /// It is asked when no work is under way: a fault of rows that had been handed on before goes first.
    func checkFault() throws {
        if let fault = listeners.withLock({ $0.fault }) { throw fault }
    }

    /// Whether no further rows are wanted, be it because all came or because enough did.
    var isFinished: Bool { isClosed.load(ordering: .acquiring) }

    /// What the pages of one partition held; nil if not all of them have been released.
    func summary(ofPartition partition: Int) -> PageSummary? {
        released.withLock { released in
            guard partition < released.partitionCount else { return nil }
            return released.summaries[partition] ?? PageSummary()
        }
    }

    /// Rows in and out of each stage of the graph, as far as this segment saw them.
    var counts: [RunReport.StageCount] { released.withLock { $0.counts } }

    /// Ends the segment when none of its work is under way.
    ///
    /// - Returns: Its workers, with their partial aggregates.
    func close() -> [SegmentWorker] {
        // Behind the last row that a limit wanted, results may wait for one that was not worked on any more.
        for case .success(let morsel) in sequencer.takeWaiting() {
            context.budget.remove(morsel.heldByteCount)
        }
        return workers.takeAll()
    }

    private func run(_ morsel: Morsel) throws -> MorselResult {
        try workers.withWorker { try $0.run(morsel) }
    }

    private func forget(_ morsel: Morsel, for madeByteCount: Int) {
        switch morsel.contents {
        case .pages:
            context.budget.replacePages(
                morsel.byteCount,
                partition: morsel.key.partition,
                with: madeByteCount
            )
        case .batches:
            context.budget.add(madeByteCount)
            context.budget.remove(morsel.byteCount)
        }
    }

    private func onWorker(_ key: MorselKey, _ work: @escaping @Sendable (SegmentRun) -> Void) {
        context.submit(.merge, segment: number, order: key) { [self] in work(self) }
    }
}

extension SegmentRun: SequenceConsumer {
    func release(_ result: Result<MorselResult, any Error>, _ key: MorselKey) {
        defer { noteReleased() }
        guard !context.state.isOver else { return }
        switch result {
        case .success(let morsel) where isFinished: context.budget.remove(morsel.heldByteCount)
        case .failure where isFinished: return
        case .success(let morsel): handOn(morsel, key)
        case .failure(let error): stop(error)
        }
    }

    func reachPartition(_ partition: Int) {
        guard !isFinished else { return }
        released.withLock { $0.partitionCount = partition }
        if case .fetch = plan.source { context.budget.setHead(partition) }
    }

    func finish() {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        do { try ends.finish() } catch { context.fail(error) }
        noteFinished()
    }

    /// Ends the segment with the fault of a row.
    ///
    /// A fetch's segment only stops: rows that it has handed on may still have a fault further down, and those rows are
    /// lower.
    private func stop(_ error: any Error) {
        guard case .fetch = plan.source else { return context.fail(error) }
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        listeners.withLock { $0.fault = error }
        completion.complete()
    }

    private func noteReleased() {
        unreleasedCount.subtract(1, ordering: .acquiringAndReleasing)
        listeners.withLock { $0.released }?()
    }

    private func noteFinished() {
        completion.complete()
        for action in listeners.withLock({ $0.finished }) { action() }
    }

    private func handOn(_ morsel: MorselResult, _ key: MorselKey) {
        released.withLock { released in
            released.summaries[key.partition, default: PageSummary()].add(morsel.summary)
            for (node, count) in morsel.counts { released.counts[node].add(count) }
        }
        context.progress.raise { $0.rowCount += morsel.summary.rowCount }
        do {
            let demand = try ends.take(morsel)
            context.budget.remove(morsel.rowByteCount)
            if demand == .satisfied { finish() }
        } catch {
            stop(error)
        }
    }
}

extension SegmentRun {
    /// Whether rows of this segment reach the other through an ordered or whole-run transform.
    func feeds(_ other: SegmentRun) -> Bool {
        plan.ends.contains { $0.node == other.plan.sourceNode }
    }
}

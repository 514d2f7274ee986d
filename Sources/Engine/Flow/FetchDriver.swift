// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Synchronization

/// Reads the partitions of one fetch stage, several at a time, and hands their pages in as morsels.
///
/// It runs on the cooperative pool and only waits for pages; decoding is the workers' work. A source that fails has
/// its error wait for its turn behind the rows before it; the partitions before it are still read, no further ones
/// are begun.
struct FetchDriver: Sendable {
    let stage: any FetchStage
    let fetchContext: FetchContext
    let segment: SegmentRun
    let context: RunContext
    let finished: FinishedPartitions

    /// Reads everything; cancelled when the stages below want no more.
    func run() async throws {
        let partitions = try await listPartitions()
        context.progress.raise { $0.partitionCount += partitions.count }
        segment.endSource(partitionCount: partitions.count)
        try await readAll(partitions)
    }

    /// What the stage may use, with the threads of this run.
    private func workingContext(partition: Int) -> FetchContext {
        fetchContext.working { [context, segment] work in
            await context.onWorker(
                partition: partition,
                of: segment.number,
                if: { !segment.isFinished },
                work
            )
        }
    }

    private func listPartitions() async throws -> [Partition] {
        do {
            return try await stage.partitions(in: workingContext(partition: 0))
        } catch let error as PipelineError {
            throw error.placed(in: DataPlace(stage: stageID))
        }
    }

    /// How many partitions are open at once.
    ///
    /// Twice as many as requests may be under way, so that one always stands ready. Without a connection enough for all
    /// workers, since files may be small, and what opens them may have to wait for a worker.
    private var openCount: Int {
        fetchContext.connection.map { 2 * $0.requestsInFlight } ?? 4 * context.threads.count
    }

    private func readAll(_ partitions: [Partition]) async throws {
        let openCount = openCount
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            for (position, partition) in partitions.enumerated() {
                if position >= openCount, try await group.next() == .failed { break }
                group.addTask { try await read(partition, at: position) }
            }
            try await group.waitForAll()
        }
    }

    /// How the reading of a partition ended.
    private enum Outcome {
        case whole
        case failed
    }

    private func read(_ partition: Partition, at position: Int) async throws -> Outcome {
        var gathered = Gathered(
            partition: partition,
            position: position,
            morselByteCount: context.morselByteCount,
            segment: segment
        )
        defer {
            context.budget.replacePages(gathered.byteCount, partition: position, with: 0)
        }
        do {
            let end = try await readPages(of: partition, into: &gathered)
            finished.add(partition, at: position, end)
            gathered.finish()
            context.progress.raise { $0.finishedPartitionCount += 1 }
            return .whole
        } catch {
            try checkWanted()
            gathered.fail(error)
            return .failed
        }
    }

    private func readPages(
        of partition: Partition,
        into gathered: inout Gathered
    ) async throws -> PartitionEnd {
        let workingContext = workingContext(partition: gathered.position)
        var source = stage.pages(of: partition, in: workingContext)
        while true {
            await context.budget.waitForRoom(partition: gathered.position)
            try checkWanted()
            switch try await nextStep(of: &source, in: partition) {
            case .page(let page):
                count(page, partition: gathered.position)
                gathered.add(page)
            case .end(let finality):
                return PartitionEnd(finality: finality, cursor: nil)
            case .endOfFeed(let cursor):
                return PartitionEnd(finality: .final, cursor: cursor)
            }
        }
    }

    /// Throws if no further page is wanted.
    private func checkWanted() throws {
        try Task.checkCancellation()
        if segment.isFinished || context.state.isOver { throw CancellationError() }
    }

    private func nextStep(
        of source: inout any PageSource,
        in partition: Partition
    ) async throws -> PageStep {
        do {
            return try await source.next()
        } catch let error as PipelineError {
            throw error.placed(in: DataPlace(stage: stageID, partition: partition.key))
        }
    }

    private func count(_ page: Page, partition: Int) {
        context.budget.addPage(page.byteCount, partition: partition)
        context.progress.raise { progress in
            progress.pageCount += 1
            progress.byteCount += page.byteCount
        }
    }

    private var stageID: String { context.graph.nodes[segment.plan.sourceNode].id }
}

/// The last word of a source on one partition.
struct PartitionEnd: Sendable {
    let finality: Finality
    /// Where a feed goes on; nil for what is no feed.
    let cursor: String?
}

/// The partitions of one fetch stage that were read to their end.
final class FinishedPartitions: Sendable {
    private let byPosition = Mutex<[Int: (Partition, PartitionEnd)]>([:])

    func add(_ partition: Partition, at position: Int, _ end: PartitionEnd) {
        byPosition.withLock { $0[position] = (partition, end) }
    }

    /// The partitions in source order.
    var inOrder: [(position: Int, partition: Partition, end: PartitionEnd)] {
        byPosition.withLock { partitions in
            partitions.sorted { $0.key < $1.key }.map { ($0.key, $0.value.0, $0.value.1) }
        }
    }
}

/// The pages of a partition that do not make a morsel yet.
private struct Gathered {
    let partition: Partition
    let position: Int
    private let morselByteCount: Int
    private let segment: SegmentRun
    private var pages: [Page] = []
    /// Bytes of the pages that have not been handed in.
    private(set) var byteCount = 0
    private var nextIndex = 0

    init(partition: Partition, position: Int, morselByteCount: Int, segment: SegmentRun) {
        self.partition = partition
        self.position = position
        self.morselByteCount = morselByteCount
        self.segment = segment
    }

    mutating func add(_ page: Page) {
        pages.append(page)
        byteCount += page.byteCount
        if byteCount >= morselByteCount { submit() }
    }

    mutating func finish() {
        if !pages.isEmpty { submit() }
        segment.endPartition(position, morselCount: nextIndex)
    }

    /// Hands in what there is, and the error behind it.
    mutating func fail(_ error: any Error) {
        if !pages.isEmpty { submit() }
        segment.fail(error, at: MorselKey(partition: position, index: nextIndex))
    }

    private mutating func submit() {
        let key = MorselKey(partition: position, index: nextIndex)
        segment.submit(Morsel(key: key, contents: .pages(pages, of: partition)))
        nextIndex += 1
        pages = []
        byteCount = 0
    }
}

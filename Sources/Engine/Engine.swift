// SPDX-License-Identifier: Apache-2.0

package import FjordKit
import Synchronization

/// Runs stage graphs on the worker threads of the process.
package struct Engine: Sendable {
    /// How a run may use the machine.
    package struct Limits: Sendable {
        /// Bytes between fetch and sink, of all runs on the same threads, beyond which later partitions pause.
        package var memoryByteCount = 32 << 20
        /// The most rows that a batch has; smaller only in tests.
        package var batchRowCount = RecordBatch.maximumRowCount
        /// Bytes that transforms may hold for rows that they cannot hand on yet; what is beyond goes to disk.
        package var scratchByteCount = 512 << 20
        /// The absolute path of a folder on a real disk for what goes there; it is made when it is needed.
        package var scratchFolder = "/var/tmp"
        /// How many bytes of pages make a unit of work; smaller only in tests.
        package var morselByteCount = 1 << 20

        /// The limits of a normal run.
        package init() {}
    }

    private let threads: WorkerThreads
    private let limits: Limits
    private static let runCount = Atomic<UInt64>(0)

    /// Takes the threads that all runs of the process share.
    package init(threads: WorkerThreads, limits: Limits = Limits()) {
        self.threads = threads
        self.limits = limits
    }

    /// Runs a graph to its end.
    ///
    /// - Parameters:
    ///   - graph: The checked stages.
    ///   - targets: One per sink, by its position in the graph.
    ///   - memories: What stages remember from run to run, by their positions; those without one start anew.
    ///   - cursors: Where feeds go on, by the position of the fetch stage and the key of the partition.
    ///   - progress: Raised while the run goes on.
    ///   - outline: What documents may say about the run, once its finality and findings are known.
    /// - Returns: When every byte has been handed to its target.
    /// - Throws: The error of the lowest row, or what a source or target answered; `CancellationError` if the task
    ///   was cancelled. No target is written to after the throw.
    package func run(
        _ graph: StageGraph,
        targets: [Int: any OutputTarget],
        memories: [Int: any StageMemory] = [:],
        cursors: [Int: [String: String]] = [:],
        progress: RunProgress = RunProgress(),
        outline: @Sendable (Finality, [Finding]) -> RunOutline
    ) async throws -> RunReport {
        let context = RunContext(
            graph: graph,
            number: Self.runCount.add(1, ordering: .relaxed).newValue,
            threads: threads,
            budget: MemoryBudget(limit: limits.memoryByteCount, shared: threads.memory),
            scratch: ScratchSpace(
                memoryByteCount: limits.scratchByteCount,
                folder: limits.scratchFolder
            ),
            progress: progress,
            batchRowCount: limits.batchRowCount,
            morselByteCount: limits.morselByteCount,
            memories: memories,
            cursors: cursors
        )
        context.budget.open()
        defer { context.budget.close() }
        let execution = try Execution(context: context, targets: targets)
        return try await withTaskCancellationHandler {
            try await execution.run(outline: outline)
        } onCancel: {
            execution.stop(CancellationError())
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The workers of one segment that are not busy; there are never more than threads.
///
/// A segment worker has one holder at a time: this pool or one thread.
final class WorkerPool: Sendable {
    private let idle = Guarded<[SegmentWorker]>([])
    private let make: @Sendable () throws -> SegmentWorker

    init(make: @escaping @Sendable () throws -> SegmentWorker) {
        self.make = make
    }

    /// Lends a worker for the time of one call; one whose call throws is not used again.
    func withWorker<Result>(_ body: (SegmentWorker) throws -> Result) throws -> Result {
        let worker = try idle.change { $0.popLast() } ?? make()
        let result = try body(worker)
        idle.change { $0.append(worker) }
        return result
    }

    /// Gives all workers away at the end of the segment, when none is busy.
    func takeAll() -> [SegmentWorker] {
        idle.change { workers in
            defer { workers = [] }
            return workers
        }
    }
}

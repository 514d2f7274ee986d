// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts the bytes of one run between fetch and sink, and holds back requests while all runs together have too many.
///
/// The partition at the head of the order may always proceed while few of its own bytes wait to be decoded, since
/// everything behind it waits for it; later ones wait until the total of all runs is below the limit.
///
/// ```
/// addPage ─> undecoded pages ─ replacePages ─> rows and encoded bytes ─ remove ─> handed on, written
/// ```
final class MemoryBudget: Sendable {
    /// Undecoded bytes up to which the head may proceed whatever the total.
    private static let headAllowance = 16 << 20

    private struct Waiter {
        let partition: Int
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var total = 0
        var undecoded: [Int: Int] = [:]
        var head = 0
        var waiters: [Int: Waiter] = [:]
        var isCancelled = false

        func mayAsk(_ partition: Int, hasRoom: Bool) -> Bool {
            hasRoom || isCancelled
                || partition <= head && undecoded[partition, default: 0] < headAllowance
        }

        mutating func forgetUndecoded(_ byteCount: Int, of partition: Int) {
            let rest = undecoded[partition, default: 0] - byteCount
            undecoded[partition] = rest > 0 ? rest : nil
        }
    }

    private let limit: Int
    private let shared: SharedMemory
    private let state = Mutex(State())
    private let waiterCount = Atomic<Int>(0)

    /// Starts with nothing held.
    ///
    /// - Parameters:
    ///   - limit: Bytes of all runs beyond which only heads proceed.
    ///   - shared: What all runs of the process hold.
    init(limit: Int, shared: SharedMemory = SharedMemory()) {
        self.limit = limit
        self.shared = shared
    }

    /// The bytes of this run counted now.
    var heldByteCount: Int { state.withLock { $0.total } }

    /// Whether all runs together hold less than they may.
    var hasRoom: Bool { shared.heldByteCount < limit }

    /// Begins a run.
    func open() {
        shared.join(self)
    }

    /// Forgets what the run still holds, when none of its work is under way.
    func close() {
        shared.leave(self)
        let rest = state.withLock { state in
            defer { state.total = 0 }
            return state.total
        }
        shared.count(-rest)
        shared.wakeOthers(than: self)
    }

    /// Looks again whether there is room, since another run has let bytes go.
    func wake() {
        update { _ in }
    }

    /// Begins with the partitions of another fetch stage, the first of which is the head.
    func startFetch() {
        state.withLock { $0.head = 0 }
    }

    /// Waits until this partition may send its next request, or until the task is cancelled.
    func waitForRoom(partition: Int) async {
        let number = waiterCount.add(1, ordering: .relaxed).newValue
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let proceeds = state.withLock { state in
                    // Asked with the lock held, so that a cancellation is seen here or finds the waiter.
                    if Task.isCancelled || state.mayAsk(partition, hasRoom: hasRoom) {
                        return true
                    }
                    state.waiters[number] = Waiter(partition: partition, continuation: continuation)
                    return false
                }
                if proceeds { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: number) }?.continuation.resume()
        }
    }

    /// Counts bytes that arrived.
    func addPage(_ byteCount: Int, partition: Int) {
        change(by: byteCount) { $0.undecoded[partition, default: 0] += byteCount }
    }

    /// Forgets pages that have been decoded or are not wanted any more, and counts what was made of them.
    func replacePages(_ byteCount: Int, partition: Int, with madeByteCount: Int) {
        change(by: madeByteCount - byteCount) { $0.forgetUndecoded(byteCount, of: partition) }
    }

    /// Counts bytes that come from no page: rows that the run itself made, what stands before the first row.
    func add(_ byteCount: Int) {
        change(by: byteCount) { _ in }
    }

    /// Forgets bytes that have been written, and rows that have been handed on.
    func remove(_ byteCount: Int) {
        change(by: -byteCount) { _ in }
    }

    /// Says which partition everything else waits for.
    func setHead(_ partition: Int) {
        update { $0.head = partition }
    }

    /// Lets all waiters go, since their run is over.
    func cancel() {
        update { $0.isCancelled = true }
    }

    private func change(by byteCount: Int, _ change: (inout State) -> Void) {
        shared.count(byteCount)
        update { state in
            state.total += byteCount
            change(&state)
        }
        if byteCount < 0 { shared.wakeOthers(than: self) }
    }

    private func update(_ change: (inout State) -> Void) {
        let released = state.withLock { state -> [Waiter] in
            change(&state)
            if state.waiters.isEmpty { return [] }
            let hasRoom = hasRoom
            let numbers = state.waiters.filter { state.mayAsk($1.partition, hasRoom: hasRoom) }.keys
            return numbers.compactMap { state.waiters.removeValue(forKey: $0) }
        }
        for waiter in released { waiter.continuation.resume() }
    }
}

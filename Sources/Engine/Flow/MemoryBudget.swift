// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts the bytes between fetch and sink, and holds back requests while they are too many.
///
/// The partition at the head of the order may always proceed while few of its own bytes wait to be decoded, since
/// everything behind it waits for it; later ones wait until the total is below the limit.
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
        var waiters: [Waiter] = []
        var isCancelled = false

        func hasRoom(for partition: Int, limit: Int) -> Bool {
            total < limit || isCancelled
                || partition <= head && undecoded[partition, default: 0] < headAllowance
        }
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = limit
    }

    /// Waits until this partition may send its next request.
    func waitForRoom(partition: Int) async {
        await withCheckedContinuation { continuation in
            let proceeds = state.withLock { state in
                if state.hasRoom(for: partition, limit: limit) { return true }
                state.waiters.append(Waiter(partition: partition, continuation: continuation))
                return false
            }
            if proceeds { continuation.resume() }
        }
    }

    /// Counts bytes that arrived.
    func addPage(_ byteCount: Int, partition: Int) {
        state.withLock { state in
            state.total += byteCount
            state.undecoded[partition, default: 0] += byteCount
        }
    }

    /// Forgets pages that have been decoded, and counts what was encoded from them.
    func replacePages(_ byteCount: Int, partition: Int, withEncoded encodedByteCount: Int) {
        update { state in
            state.total += encodedByteCount - byteCount
            let rest = state.undecoded[partition, default: 0] - byteCount
            state.undecoded[partition] = rest > 0 ? rest : nil
        }
    }

    /// Forgets bytes that have been written.
    func removeEncoded(_ byteCount: Int) {
        update { $0.total -= byteCount }
    }

    /// Says which partition everything else waits for.
    func setHead(_ partition: Int) {
        update { $0.head = partition }
    }

    /// Lets all waiters go, since their run is over.
    func cancel() {
        update { $0.isCancelled = true }
    }

    private func update(_ change: (inout State) -> Void) {
        let released = state.withLock { state -> [Waiter] in
            change(&state)
            let waiters = state.waiters
            state.waiters = waiters.filter { !state.hasRoom(for: $0.partition, limit: limit) }
            return waiters.filter { state.hasRoom(for: $0.partition, limit: limit) }
        }
        for waiter in released { waiter.continuation.resume() }
    }
}

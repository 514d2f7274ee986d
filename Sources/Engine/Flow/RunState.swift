// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Whether a run goes on, why it does not, and how much of its work is under way.
final class RunState: Sendable {
    private struct State {
        var pendingCount = 0
        var failure: (any Error)?
        var idleWaiters: [CheckedContinuation<Void, Never>] = []
        var completions: [Completion] = []
    }

    private let state = Mutex(State())
    private let isOverFlag = Atomic<Bool>(false)

    /// Whether no more work shall begin.
    var isOver: Bool { isOverFlag.load(ordering: .acquiring) }

    /// Why the run failed; nil as long as it has not.
    var failure: (any Error)? { state.withLock { $0.failure } }

    /// Ends the run and lets go whoever waits for a part of it; the first error is the one that is reported.
    func fail(_ error: any Error) {
        let completions = state.withLock { state in
            if state.failure == nil { state.failure = error }
            return state.completions
        }
        isOverFlag.store(true, ordering: .releasing)
        for completion in completions { completion.complete() }
    }

    /// Has a failure complete this too, since what it stands for will not happen any more.
    func completeOnFailure(_ completion: Completion) {
        let hasFailed = state.withLock { state in
            state.completions.append(completion)
            return state.failure != nil
        }
        if hasFailed { completion.complete() }
    }

    /// Throws why the run failed, if it has.
    func checkFailure() throws {
        if let failure { throw failure }
    }

    /// Counts a piece of work that was handed to the workers.
    func begin() {
        state.withLock { $0.pendingCount += 1 }
    }

    /// Counts one down.
    func end() {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.pendingCount -= 1
            guard state.pendingCount == 0 else { return [] }
            defer { state.idleWaiters = [] }
            return state.idleWaiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until no work is under way.
    func waitUntilIdle() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.pendingCount == 0 { return true }
                state.idleWaiters.append(continuation)
                return false
            }
            if isIdle { continuation.resume() }
        }
    }
}

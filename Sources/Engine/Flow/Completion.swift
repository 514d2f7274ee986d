// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Something that happens once and may be waited for.
final class Completion: Sendable {
    private struct State {
        var isComplete = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Lets all waiters go; later calls do nothing.
    func complete() {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.isComplete = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until it has happened.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isComplete = state.withLock { state in
                if state.isComplete { return true }
                state.waiters.append(continuation)
                return false
            }
            if isComplete { continuation.resume() }
        }
    }
}

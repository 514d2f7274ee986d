// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A lock with a condition to wait on: what `Synchronization.Mutex` lacks.
///
/// State that it protects lives in `Guarded`; nothing else uses it.
@safe
private final class Signal: @unchecked Sendable {
    // Sendable because POSIX mutexes and conditions are made to be shared between threads.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(condition, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    func lock() { unsafe pthread_mutex_lock(mutex) }
    func unlock() { unsafe pthread_mutex_unlock(mutex) }
    func wait() { unsafe pthread_cond_wait(condition, mutex) }
    func wakeAll() { unsafe pthread_cond_broadcast(condition) }
}

/// State shared by worker threads, which may sleep until it changes.
///
/// Only worker threads wait; the cooperative pool never does.
final class Guarded<State>: @unchecked Sendable {
    // Sendable because the state is only reached with the lock held.
    private let signal = Signal()
    private var state: State

    init(_ state: sending State) {
        self.state = state
    }

    /// Changes the state and wakes the sleepers.
    func change<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
        signal.lock()
        defer {
            signal.wakeAll()
            signal.unlock()
        }
        return try body(&state)
    }

    /// Sleeps until `body` gives a result; `body` is asked again after each change.
    func wait<Result>(until body: (inout State) -> Result?) -> Result {
        signal.lock()
        defer { signal.unlock() }
        while true {
            if let result = body(&state) { return result }
            signal.wait()
        }
    }
}

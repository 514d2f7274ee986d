// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Decides when stand-in sources may answer, and remembers what was asked of them.
final class PageGate: Sendable {
    /// One request for a page.
    struct Request: Sendable, Hashable {
        let partition: Int
        let page: Int
    }

    private struct Waiter {
        let request: Request
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Watcher {
        let request: Request
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var held: Set<Int>
        var heldRequests: Set<Request>
        var requests: [Request] = []
        var waiters: [Int: Waiter] = [:]
        var watchers: [Watcher] = []

        func isHeld(_ request: Request) -> Bool {
            held.contains(request.partition) || heldRequests.contains(request)
        }
    }

    private let state: Mutex<State>
    private let counter = Atomic<Int>(0)

    /// Holds these answers back, those of whole partitions until they are opened.
    init(holding held: Set<Int> = [], requests: Set<Request> = []) {
        state = Mutex(State(held: held, heldRequests: requests))
    }

    /// What was asked so far, in the order in which it was.
    var requests: [Request] { state.withLock { $0.requests } }

    /// Lets a partition answer from now on.
    func open(_ partition: Int) {
        let released = state.withLock { state in
            state.held.remove(partition)
            let numbers = state.waiters.filter { $1.request.partition == partition }.keys
            return numbers.compactMap { state.waiters.removeValue(forKey: $0) }
        }
        for waiter in released { waiter.continuation.resume() }
    }

    /// Waits until this page has been asked for.
    func waitForRequest(partition: Int, page: Int) async {
        let request = Request(partition: partition, page: page)
        await withCheckedContinuation { continuation in
            let isKnown = state.withLock { state in
                if state.requests.contains(request) { return true }
                state.watchers.append(Watcher(request: request, continuation: continuation))
                return false
            }
            if isKnown { continuation.resume() }
        }
    }

    /// Called by a source before it answers.
    func pass(_ request: Request) async throws {
        note(request)
        let number = counter.add(1, ordering: .relaxed).newValue
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome = state.withLock { state -> Result<Void, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    guard state.isHeld(request) else { return .success(()) }
                    state.waiters[number] = Waiter(request: request, continuation: continuation)
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: number) }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    private func note(_ request: Request) {
        let seen = state.withLock { state -> [Watcher] in
            state.requests.append(request)
            defer { state.watchers.removeAll { $0.request == request } }
            return state.watchers.filter { $0.request == request }
        }
        for watcher in seen { watcher.continuation.resume() }
    }
}

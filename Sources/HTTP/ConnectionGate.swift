// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Lets a bounded number of requests through at once, lowest priority number first, and spaces
/// their starts.
final class ConnectionGate: Sendable {
    private struct Waiter {
        let rank: Rank
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct Rank: Comparable {
        let priority: Int
        let arrival: Int

        static func < (left: Rank, right: Rank) -> Bool {
            (left.priority, left.arrival) < (right.priority, right.arrival)
        }
    }

    private struct State {
        var freePlaces: Int
        var arrivals = 0
        /// In order of rank.
        var waiters: [Waiter] = []
        /// Arrivals that were cancelled before they began to wait.
        var cancelledArrivals: Set<Int> = []
        var nextStart = Duration.zero
        var hasAnswered = false
    }

    private let state: Mutex<State>
    private let spacing: Duration

    init(places: Int, startsPerSecond: Double?) {
        precondition(startsPerSecond ?? 1 > 0, "a rate limit is above zero")
        state = Mutex(State(freePlaces: max(1, places)))
        spacing = startsPerSecond.map { .seconds(1 / $0) } ?? .zero
    }

    /// Whether the server has ever answered: before that, a fault of the network is more likely one
    /// of the settings.
    var hasAnswered: Bool { state.withLock { $0.hasAnswered } }

    /// How many requests wait for a place.
    var waiterCount: Int { state.withLock { $0.waiters.count } }

    func noteAnswer() {
        state.withLock { $0.hasAnswered = true }
    }

    /// Waits for a place; `leave` gives it back.
    func enter(priority: Int) async throws {
        let rank = state.withLock { state in
            state.arrivals += 1
            return Rank(priority: priority, arrival: state.arrivals)
        }
        let isInside = await withTaskCancellationHandler {
            await withCheckedContinuation { admit(Waiter(rank: rank, continuation: $0)) }
        } onCancel: {
            abandon(rank)
        }
        // A cancellation that came when the place was already given left its mark.
        if Task.isCancelled { state.withLock { _ = $0.cancelledArrivals.remove(rank.arrival) } }
        guard isInside else { throw CancellationError() }
    }

    func leave() {
        let next = state.withLock { state -> Waiter? in
            guard !state.waiters.isEmpty else {
                state.freePlaces += 1
                return nil
            }
            return state.waiters.removeFirst()
        }
        next?.continuation.resume(returning: true)
    }

    /// The instant at which the caller's request may start; each call takes one start.
    func reserveStart(now: Duration) -> Duration {
        state.withLock { state in
            let start = max(now, state.nextStart)
            state.nextStart = start + spacing
            return start
        }
    }

    /// Lets nothing start before `instant`, because the server asked for it.
    func pause(until instant: Duration) {
        state.withLock { $0.nextStart = max($0.nextStart, instant) }
    }

    private func admit(_ waiter: Waiter) {
        let answer = state.withLock { state -> Bool? in
            if state.cancelledArrivals.remove(waiter.rank.arrival) != nil { return false }
            if state.freePlaces > 0 {
                state.freePlaces -= 1
                return true
            }
            let place = state.waiters.firstIndex { waiter.rank < $0.rank } ?? state.waiters.count
            state.waiters.insert(waiter, at: place)
            return nil
        }
        if let answer { waiter.continuation.resume(returning: answer) }
    }

    private func abandon(_ rank: Rank) {
        let waiter = state.withLock { state -> Waiter? in
            guard let place = state.waiters.firstIndex(where: { $0.rank == rank }) else {
                state.cancelledArrivals.insert(rank.arrival)
                return nil
            }
            return state.waiters.remove(at: place)
        }
        waiter?.continuation.resume(returning: false)
    }
}

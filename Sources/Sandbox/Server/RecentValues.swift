// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Keeps the values used last, up to a limit of their costs.
///
/// Values live in two generations of half the limit each. What is used moves to the younger one;
/// when that is full, the older one is dropped whole. So keeping the order of use costs nothing per
/// use.
final class RecentValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Generations {
        var young: [Key: (value: Value, cost: Int)] = [:]
        var old: [Key: (value: Value, cost: Int)] = [:]
        var youngCost = 0
    }

    private let limit: Int
    private let state = Mutex(Generations())

    /// - Parameter limit: Bound of the sum of all costs; a value that costs more than half of it is
    ///   not kept.
    init(limit: Int) {
        self.limit = limit
    }

    func value(_ key: Key) -> Value? {
        state.withLock { state in
            if let found = state.young[key] { return found.value }
            guard let found = state.old.removeValue(forKey: key) else { return nil }
            add(found, for: key, to: &state)
            return found.value
        }
    }

    func keep(_ value: Value, for key: Key, cost: Int) {
        guard cost <= limit / 2 else { return }
        state.withLock { state in
            guard state.young[key] == nil else { return }
            add((value, cost), for: key, to: &state)
        }
    }

    private func add(
        _ entry: (value: Value, cost: Int),
        for key: Key,
        to state: inout Generations
    ) {
        if state.youngCost + entry.cost > limit / 2 {
            state.old = state.young
            state.young = [:]
            state.youngCost = 0
        }
        state.young[key] = entry
        state.youngCost += entry.cost
    }
}

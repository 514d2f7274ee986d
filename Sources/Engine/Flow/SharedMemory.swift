// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The bytes that all runs of a process hold between fetch and sink.
///
/// Each run counts in a `MemoryBudget` of its own, which has a head of its own; what they hold together decides whether
/// the others behind the heads may ask for more.
final class SharedMemory: Sendable {
    private let total = Atomic<Int>(0)
    private let budgets = Mutex<[ObjectIdentifier: MemoryBudget]>([:])

    /// The bytes that all runs hold now.
    var heldByteCount: Int { total.load(ordering: .acquiring) }

    /// Has a run hear when others let bytes go; until `leave`.
    func join(_ budget: MemoryBudget) {
        budgets.withLock { $0[ObjectIdentifier(budget)] = budget }
    }

    /// Forgets a run.
    func leave(_ budget: MemoryBudget) {
        _ = budgets.withLock { $0.removeValue(forKey: ObjectIdentifier(budget)) }
    }

    /// Counts bytes of one run up or down.
    func count(_ change: Int) {
        total.add(change, ordering: .acquiringAndReleasing)
    }

    /// Lets the other runs see whether there is room now.
    func wakeOthers(than budget: MemoryBudget) {
        let others = budgets.withLock { $0.values.filter { $0 !== budget } }
        for other in others { other.wake() }
    }
}

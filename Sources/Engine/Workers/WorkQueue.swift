// SPDX-License-Identifier: Apache-2.0

import HeapModule

/// What waits for a worker: output first, since it frees memory, then run by run morsels in source order.
final class WorkQueue: Sendable {
    /// One piece of work.
    struct Item: Comparable, Sendable {
        /// Orders the work: runs one after the other, segments and morsels in source order.
        let key: WorkKey
        let work: @Sendable () -> Void

        static func == (left: Item, right: Item) -> Bool { left.key == right.key }
        static func < (left: Item, right: Item) -> Bool { left.key < right.key }
    }

    private struct State {
        var items = Heap<Item>()
        var isClosed = false
    }

    private let state = Guarded(State())

    /// Adds work; ignored once the queue is closed.
    func add(_ key: WorkKey, _ work: @escaping @Sendable () -> Void) {
        state.change { state in
            guard !state.isClosed else { return }
            state.items.insert(Item(key: key, work: work))
        }
    }

    /// Sleeps until there is work; nil once the queue is closed and empty.
    func next() -> (@Sendable () -> Void)? {
        state.wait { state -> (@Sendable () -> Void)?? in
            if let item = state.items.popMin() { return .some(item.work) }
            return state.isClosed ? .some(nil) : nil
        }
    }

    /// Lets the workers end when nothing is left.
    func close() {
        state.change { $0.isClosed = true }
    }
}

/// The place of a piece of work in the queue; smaller keys go first.
struct WorkKey: Comparable, Sendable {
    /// The run's number; an earlier run goes first.
    let run: UInt64
    /// Output and merging first, then what sources wait for, then morsels.
    let kind: Kind
    /// The segment's number in its run; a later one goes first, since it takes what an earlier one holds.
    let segment: Int
    /// The morsel's place in source order.
    let morsel: MorselKey

    /// What the work is.
    enum Kind: Int, Comparable, Sendable {
        case output
        case merge
        case source
        case morsel

        static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
    }

    static func < (left: WorkKey, right: WorkKey) -> Bool {
        if left.kind == .output || right.kind == .output, left.kind != right.kind {
            return left.kind == .output
        }
        return (left.run, left.kind, right.segment, left.morsel)
            < (right.run, right.kind, left.segment, right.morsel)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What takes results from a sequencer; its calls never overlap.
protocol SequenceConsumer<Result>: Sendable {
    associatedtype Result: Sendable

    /// Takes the next result in order.
    func release(_ result: Result, _ key: MorselKey)

    /// Hears that all others wait for this partition now.
    func reachPartition(_ partition: Int)

    /// Hears that there is no further result.
    func finish()
}

/// Puts what workers finish in any order back into the order of the source.
///
/// ```
/// worker 1 ── result 0/1 ─┐
/// worker 2 ── result 0/0 ─┼─> kept by key ─> released 0/0, 0/1, 0/2, 1/0 … by whoever completes the next one
/// fetch    ── end of 0: 3 ┘
/// ```
///
/// The sequencer owns a result from `complete` until `release` has returned. Releases never overlap; a worker that
/// comes while another releases leaves its result and goes.
final class Sequencer<Result: Sendable>: Sendable {
    private struct State {
        var waiting: [MorselKey: Result] = [:]
        var morselCounts: [Int: Int] = [:]
        var next = MorselKey(partition: 0, index: 0)
        var partitionCount: Int?
        var isReleasing = false
        var isFinished = false
    }

    /// What comes next in order.
    private enum Step {
        case release(MorselKey, Result)
        case finish
    }

    private let state = Mutex(State())

    /// Hands in what became of one morsel.
    func complete(_ key: MorselKey, _ result: Result, to consumer: some SequenceConsumer<Result>) {
        advance(consumer) { $0.waiting[key] = result }
    }

    /// Says how many morsels a partition had.
    func endPartition(
        _ partition: Int,
        morselCount: Int,
        to consumer: some SequenceConsumer<Result>
    ) {
        advance(consumer) { $0.morselCounts[partition] = morselCount }
    }

    /// Says how many partitions there are.
    func endSource(partitionCount: Int, to consumer: some SequenceConsumer<Result>) {
        advance(consumer) { $0.partitionCount = partitionCount }
    }

    /// Gives up what still waits, since no more is wanted.
    func takeWaiting() -> [Result] {
        state.withLock { state in
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
    }

    private func advance(
        _ consumer: some SequenceConsumer<Result>,
        _ change: (inout State) -> Void
    ) {
        var mayRelease = state.withLock { state in
            change(&state)
            if state.isReleasing { return false }
            state.isReleasing = true
            return true
        }
        while mayRelease {
            let (step, head) = state.withLock { Self.nextStep(&$0) }
            if let head { consumer.reachPartition(head) }
            switch step {
            case .release(let key, let result): consumer.release(result, key)
            case .finish: consumer.finish()
            case nil: mayRelease = false
            }
        }
    }

    /// Takes the next result; nil, with the right to release given up, if it is not there yet.
    private static func nextStep(_ state: inout State) -> (step: Step?, head: Int?) {
        let partitionBefore = state.next.partition
        while let count = state.morselCounts[state.next.partition], count == state.next.index {
            state.morselCounts[state.next.partition] = nil
            state.next = MorselKey(partition: state.next.partition + 1, index: 0)
        }
        let head = state.next.partition == partitionBefore ? nil : state.next.partition
        if let result = state.waiting.removeValue(forKey: state.next) {
            let key = state.next
            state.next = MorselKey(partition: key.partition, index: key.index + 1)
            return (.release(key, result), head)
        }
        if state.partitionCount == state.next.partition, !state.isFinished {
            state.isFinished = true
            return (.finish, head)
        }
        state.isReleasing = false
        return (nil, head)
    }
}

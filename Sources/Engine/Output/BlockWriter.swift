// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Writes the finished blocks of one output in order: the worker that completes the next block writes it.
///
/// A worker whose block is not next leaves it and goes; while more than `backlogLimit` blocks wait for one that is
/// being written, it sleeps, so that a slow disk fills no memory.
final class BlockWriter: Sendable {
    private static let backlogLimit = 16

    private struct State {
        var waiting: [Int: Block] = [:]
        var next = 0
        var isWriting = false
        var failure: (any Error)?
    }

    /// One block as it will stand in the file.
    struct Block: Sendable {
        /// The pieces, one after the other.
        let pieces: [Bytes]
        /// The bytes to forget from the budget when it is written.
        let plainByteCount: Int
    }

    private let target: any OutputTarget
    private let context: RunContext
    private let state = Guarded(State())

    init(target: any OutputTarget, context: RunContext) {
        self.target = target
        self.context = context
    }

    /// Hands in a finished block, and writes it and its successors if it is next.
    ///
    /// - Throws: What the target threw, now or for an earlier block.
    func complete(_ number: Int, _ block: Block) throws {
        let mayWrite = state.wait { state -> Bool? in
            if state.failure != nil { return false }
            if state.isWriting, state.waiting.count > Self.backlogLimit { return nil }
            state.waiting[number] = block
            if state.isWriting { return false }
            state.isWriting = true
            return true
        }
        if mayWrite { writeWaiting() }
        if let failure = state.change({ $0.failure }) { throw failure }
    }

    private func writeWaiting() {
        while let block = takeNext() {
            do {
                for piece in block.pieces { try target.write(piece) }
                context.budget.remove(block.plainByteCount)
            } catch {
                state.change { state in
                    state.failure = error
                    state.isWriting = false
                }
                return
            }
        }
    }

    private func takeNext() -> Block? {
        state.change { state in
            // What waits when the run ends early is not written.
            guard !context.state.isOver,
                let block = state.waiting.removeValue(forKey: state.next)
            else {
                state.isWriting = false
                return nil
            }
            state.next += 1
            return block
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Synchronization

@testable import Expressions

/// Keeps what an aggregation writes out, and counts what it holds.
final class TestStore: SpillStore {
    private struct State {
        var blocks: [Int: Bytes] = [:]
        var end = 0
        var heldByteCount = 0
        var mostHeldByteCount = 0
    }

    let memoryByteCount: Int
    private let state = Mutex(State())

    init(memoryByteCount: Int) {
        self.memoryByteCount = memoryByteCount
    }

    /// How many blocks were written.
    var blockCount: Int { state.withLock { $0.blocks.count } }
    var heldByteCount: Int { state.withLock { $0.heldByteCount } }
    var mostHeldByteCount: Int { state.withLock { $0.mostHeldByteCount } }

    func hold(_ byteCount: Int) -> Bool {
        state.withLock { state in
            state.heldByteCount += byteCount
            state.mostHeldByteCount = max(state.mostHeldByteCount, state.heldByteCount)
            return state.heldByteCount <= memoryByteCount
        }
    }

    func release(_ byteCount: Int) {
        state.withLock { $0.heldByteCount -= byteCount }
    }

    func append(_ bytes: Bytes) throws -> Range<Int> {
        state.withLock { state in
            let range = state.end..<state.end + bytes.count
            state.end += bytes.count
            state.blocks[range.lowerBound] = bytes
            return range
        }
    }

    func read(_ range: Range<Int>) throws -> Bytes {
        guard let bytes = state.withLock({ $0.blocks[range.lowerBound] }),
            bytes.count == range.count
        else { throw Missing(range: range) }
        return bytes
    }

    struct Missing: Error {
        let range: Range<Int>
    }
}

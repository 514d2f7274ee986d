// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// One aligned allocation.
@safe
struct MemoryBlock: @unchecked Sendable {
    // Sendable because a block has one owner at a time: the pool or one buffer.
    let base: UnsafeMutableRawPointer
    let byteCount: Int
}

/// Keeps freed memory for the next buffer, since a first touch of fresh memory costs as much as parsing it.
///
/// Blocks come in powers of two, so that one size serves many uses.
@safe
public final class BufferPool: Sendable {
    /// The pool of this process.
    public static let shared = BufferPool()

    private static let smallestPowerOfTwo = 9
    private static let largestPowerOfTwo = 24
    /// Memory kept for reuse; what is freed beyond it goes back to the system.
    private static let keptByteLimit = 48 << 20

    private struct Shelf {
        var blocks: [[MemoryBlock]] = .init(repeating: [], count: largestPowerOfTwo + 1)
        var keptBytes = 0
    }

    private let shelf = Mutex(Shelf())

    private init() {}

    func take(byteCount: Int) -> MemoryBlock {
        let power = Self.power(holding: byteCount)
        guard power <= Self.largestPowerOfTwo else { return Self.allocate(byteCount) }
        let kept = shelf.withLock { shelf -> MemoryBlock? in
            guard let block = shelf.blocks[power].popLast() else { return nil }
            shelf.keptBytes -= block.byteCount
            return block
        }
        return kept ?? Self.allocate(1 << power)
    }

    func giveBack(_ block: MemoryBlock) {
        let power = Self.power(holding: block.byteCount)
        let isKept = shelf.withLock { shelf in
            guard power <= Self.largestPowerOfTwo,
                shelf.keptBytes + block.byteCount <= Self.keptByteLimit
            else { return false }
            shelf.blocks[power].append(block)
            shelf.keptBytes += block.byteCount
            return true
        }
        if !isKept { unsafe free(block.base) }
    }

    private static func power(holding byteCount: Int) -> Int {
        max(smallestPowerOfTwo, Int.bitWidth - max(1, byteCount - 1).leadingZeroBitCount)
    }

    private static func allocate(_ byteCount: Int) -> MemoryBlock {
        let rounded = (byteCount + 63) & ~63
        guard let base = unsafe aligned_alloc(64, rounded) else {
            preconditionFailure("out of memory: \(rounded) bytes wanted")
        }
        return unsafe MemoryBlock(base: base, byteCount: rounded)
    }
}

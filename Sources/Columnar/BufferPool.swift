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
/// Blocks come in four sizes to each power of two: few enough that one serves many uses, and at most a quarter of a
/// block is more than was asked for.
@safe
public final class BufferPool: Sendable {
    /// The pool of this process.
    public static let shared = BufferPool()

    private static let smallestByteCount = 512
    private static let largestByteCount = 16 << 20
    /// Memory kept for reuse; what is freed beyond it goes back to the system.
    private static let keptByteLimit = 24 << 20

    private struct Shelf {
        var blocks: [[MemoryBlock]] = .init(
            repeating: [],
            count: BufferPool.shelfNumber(largestByteCount) + 1
        )
        var keptBytes = 0
    }

    private let shelf = Mutex(Shelf())

    private init() {}

    func take(byteCount: Int) -> MemoryBlock {
        let rounded = Self.rounded(byteCount)
        guard rounded <= Self.largestByteCount else { return Self.allocate(byteCount) }
        let kept = shelf.withLock { shelf -> MemoryBlock? in
            guard let block = shelf.blocks[Self.shelfNumber(rounded)].popLast() else { return nil }
            shelf.keptBytes -= block.byteCount
            return block
        }
        return kept ?? Self.allocate(rounded)
    }

    func giveBack(_ block: MemoryBlock) {
        let isKept = shelf.withLock { shelf in
            guard block.byteCount <= Self.largestByteCount,
                shelf.keptBytes + block.byteCount <= Self.keptByteLimit
            else { return false }
            shelf.blocks[Self.shelfNumber(block.byteCount)].append(block)
            shelf.keptBytes += block.byteCount
            return true
        }
        if !isKept { unsafe free(block.base) }
    }

    /// The next block size, with three significant bits.
    private static func rounded(_ byteCount: Int) -> Int {
        guard byteCount > smallestByteCount else { return smallestByteCount }
        let step = 1 << (highestBit(byteCount - 1) - 2)
        return (byteCount + step - 1) & ~(step - 1)
    }

    /// Four shelves to each power of two, counted from the smallest block's.
    private static func shelfNumber(_ rounded: Int) -> Int {
        let highest = highestBit(rounded)
        let quarter = rounded >> (highest - 2) & 3
        return (highest - highestBit(smallestByteCount)) * 4 + quarter
    }

    private static func highestBit(_ number: Int) -> Int {
        Int.bitWidth - 1 - number.leadingZeroBitCount
    }

    private static func allocate(_ byteCount: Int) -> MemoryBlock {
        let rounded = (byteCount + 63) & ~63
        guard let base = unsafe aligned_alloc(64, rounded) else {
            preconditionFailure("out of memory: \(rounded) bytes wanted")
        }
        return unsafe MemoryBlock(base: base, byteCount: rounded)
    }
}

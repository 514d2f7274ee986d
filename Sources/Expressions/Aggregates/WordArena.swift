// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Runs of words that stay where they are put: memory grows chunk by chunk, so nothing is ever copied to a larger place.
struct WordArena: ~Copyable {
    private static let chunkBits = 13
    /// As many words as fill a block of memory of 64 KiB together with the slack of a buffer.
    private static let chunkWordCount = 1 << chunkBits - Buffer.slack / 8
    private static let chunkLimit = 1 << (32 - chunkBits) - 1

    private var full: [Values<UInt64>] = []
    private var current = ValuesBuilder<UInt64>(capacity: 248)
    private var fullWordCount = 0

    /// How many words there are.
    var wordCount: Int { fullWordCount + current.count }

    /// About how much memory it holds.
    var byteCount: Int { (wordCount + current.freeCount) * 8 }

    /// The position of a word of a chunk, below `UInt32.max`.
    @inline(__always)
    static func position(chunk: Int, word: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: chunk << chunkBits | word)
    }

    /// Puts a run of words whose first is `header`.
    @inline(__always)
    mutating func append(_ header: UInt64, _ words: Span<UInt64>, _ range: Range<Int>) {
        let count = range.count &+ 1
        if current.count &+ count > Self.chunkWordCount, current.count > 0 { startChunk() }
        if current.freeCount < count { makeRoom(for: count) }
        current.put(header)
        var word = range.lowerBound
        while word < range.upperBound {
            current.put(words[word])
            word &+= 1
        }
    }

    /// Whether the words from a position on are these.
    @inline(__always)
    func isEqual(_ position: UInt32, _ words: Span<UInt64>, _ range: Range<Int>) -> Bool {
        let chunk = Int(position >> UInt32(Self.chunkBits))
        let first = Int(position & (1 << UInt32(Self.chunkBits) - 1))
        if chunk == full.count { return Self.isEqual(current.span, first, words, range) }
        let values = full[chunk]
        return Self.isEqual(values.span, first, words, range)
    }

    /// The run at `first` has other words at the latest where it ends, since its first word tells its length.
    @inline(__always)
    private static func isEqual(
        _ mine: Span<UInt64>,
        _ first: Int,
        _ words: Span<UInt64>,
        _ range: Range<Int>
    ) -> Bool {
        for offset in 0..<range.count
        where mine[first &+ offset] != words[range.lowerBound &+ offset] {
            return false
        }
        return true
    }

    /// Calls `body` with each chunk; a run of words is whole within one.
    func forEachChunk(_ body: (Span<UInt64>) throws -> Void) rethrows {
        for chunk in full { try body(chunk.span) }
        if current.count > 0 { try body(current.span) }
    }

    /// Grows the chunk fourfold as long as that is no more than a chunk has, so that few values ask for memory seldom.
    private mutating func makeRoom(for count: Int) {
        let rest = Self.chunkWordCount - current.count
        current.reserve(max(count, min(3 * current.count, rest)))
    }

    private mutating func startChunk() {
        precondition(full.count < Self.chunkLimit, "the values of one partition fill 32 GiB")
        var next = ValuesBuilder<UInt64>(capacity: Self.chunkWordCount)
        swap(&next, &current)
        fullWordCount += next.count
        full.append(next.finish())
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The hash of a key's words; which one it is never shows in a result.
///
/// Its upper half finds a key in a table. Of the lower half the last eight bits say which partition a key belongs to,
/// the others tell the keys of one partition apart when they are gone through in several passes.
enum KeyHash {
    /// Before the first word of a key.
    static let seed: UInt64 = 0x9E37_79B9_7F4A_7C15

    static func hash(
        _ words: [UInt64],
        _ starts: [UInt32],
        _ rowCount: Int,
        _ hashes: inout [UInt64]
    ) {
        let words = words.span
        let starts = starts.span
        var hashes = hashes.mutableSpan
        for row in 0..<rowCount {
            hashes[row] = hash(words, Int(starts[row])..<Int(starts[row &+ 1]), seed: seed)
        }
    }

    /// The hash of these words after `seed`.
    @inline(__always)
    static func hash(_ words: Span<UInt64>, _ range: Range<Int>, seed: UInt64) -> UInt64 {
        var hash = seed
        var word = range.lowerBound
        while word < range.upperBound {
            hash = folded(hash ^ words[word], 0xA076_1D64_78BD_642F)
            word &+= 1
        }
        return folded(hash, 0xE703_7ED1_A0B4_28DB)
    }

    /// The partition among `count`, a power of two up to 256.
    @inline(__always)
    static func partition(_ hash: UInt64, count: Int) -> Int {
        Int(truncatingIfNeeded: hash) & (count &- 1)
    }

    /// The two halves of a product laid over one another.
    ///
    /// - Source: wyhash, Wang Yi, public domain.
    @inline(__always)
    private static func folded(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}

/// The keys of one of several passes over a partition that is too large to be held at once.
struct HashPass: Sendable {
    let number: Int
    let count: Int

    /// The one pass over everything.
    static let whole = HashPass(number: 0, count: 1)

    /// Whether a key with this hash belongs to the pass.
    @inline(__always)
    func contains(_ hash: UInt64) -> Bool {
        count == 1 || Int(truncatingIfNeeded: hash >> 8 & 0xFF_FFFF) % count == number
    }

    /// As many passes as hold parts of at most `limit` bytes.
    static func passes(byteCount: Int, limit: Int) -> [HashPass] {
        let count = min(1 << 12, max(1, (byteCount + limit - 1) / limit))
        return (0..<count).map { HashPass(number: $0, count: count) }
    }
}

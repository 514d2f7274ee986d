// SPDX-License-Identifier: Apache-2.0

/// A place in the tree of randomness below one seed.
///
/// Every value of the sandbox is a function of the seed and of what the value stands for, never of
/// what was asked before; so any date and any page can be made on its own.
struct RandomKey: Sendable, Hashable {
    /// 64 random bits.
    let word: UInt64

    init(seed: Int) {
        word = Self.mixed(UInt64(truncatingIfNeeded: seed) &+ Self.step)
    }

    private init(word: UInt64) {
        self.word = word
    }

    /// The key of the thing called `index` below this one.
    func child(_ index: Int) -> RandomKey { RandomKey(word: childWord(index)) }

    /// The random bits of the thing called `index` below this one.
    @inline(__always)
    func childWord(_ index: Int) -> UInt64 {
        Self.mixed(word &+ UInt64(truncatingIfNeeded: index) &* Self.step)
    }

    /// A number from 0 up to `bound`, `bound` excluded.
    func draw(_ bound: Int) -> Int { Int(word.multipliedFullWidth(by: UInt64(bound)).high) }

    /// The finishing function of SplitMix64: each bit of `value` moves half of the result's bits.
    ///
    /// - Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators".
    @inline(__always)
    static func mixed(_ value: UInt64) -> UInt64 {
        var word = value
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    private static let step: UInt64 = 0x9e37_79b9_7f4a_7c15
}

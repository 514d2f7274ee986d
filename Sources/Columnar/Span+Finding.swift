// SPDX-License-Identifier: Apache-2.0

/// Finds the bytes that a text format has to escape, 16 bytes at a time.
public struct SpecialBytes: Sendable {
    @usableFromInline let first: SIMD16<UInt8>
    @usableFromInline let second: SIMD16<UInt8>
    @usableFromInline let third: SIMD16<UInt8>
    @usableFromInline let fourth: SIMD16<UInt8>
    @usableFromInline let limit: SIMD16<UInt8>

    /// Special are four bytes, which may be the same, and all below `limit`.
    public init(
        _ first: UInt8,
        _ second: UInt8,
        _ third: UInt8,
        _ fourth: UInt8,
        below limit: UInt8 = 0
    ) {
        self.first = SIMD16(repeating: first)
        self.second = SIMD16(repeating: second)
        self.third = SIMD16(repeating: third)
        self.fourth = SIMD16(repeating: fourth)
        self.limit = SIMD16(repeating: limit)
    }

    /// Where the first special byte stands from `offset` on and before `end`; `end` if there is none.
    ///
    /// The bytes are padded: up to 15 past `end` are read and do not matter.
    @inlinable
    public func firstOffset(in bytes: Span<UInt8>, from offset: Int, to end: Int) -> Int {
        var at = offset
        while at < end {
            let block = bytes.vector(at: at)
            let hits =
                (block .== first) .| (block .== second) .| (block .== third) .| (block .== fourth)
                .| (block .< limit)
            if hits.hasSetLane {
                for byte in at..<min(at &+ 16, end) where isSpecial(bytes[byte]) { return byte }
            }
            at &+= 16
        }
        return end
    }

    /// Whether one byte is special.
    @inlinable
    public func isSpecial(_ byte: UInt8) -> Bool {
        byte == first[0] || byte == second[0] || byte == third[0] || byte == fourth[0]
            || byte < limit[0]
    }
}

extension SIMDMask<SIMD16<Int8>> {
    @inlinable
    @inline(__always)
    var hasSetLane: Bool {
        // The mask's lanes are all ones or all zeros; as two words they are tested at once.
        let words = unsafe unsafeBitCast(self, to: SIMD2<UInt64>.self)
        return words[0] | words[1] != 0
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A 128-bit hash of texts, for names that must differ when the content does.
///
/// It keeps apart, it does not protect: nothing may rely on it against somebody who wants two equal
/// hashes.
///
/// - Source: Fowler, Noll and Vo, FNV-1a with the 128-bit offset basis and prime.
struct ContentHash {
    private var state: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
    private static let prime: UInt128 = 0x0000_0000_0100_0000_0000_0000_0000_013B

    /// Adds one text; its end counts, so that `ab` + `c` is not `a` + `bc`.
    mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte) }
        add(0xFF)  // stands in no UTF-8 text
    }

    /// 32 lower-case hexadecimal digits.
    var hexadecimal: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }

    private mutating func add(_ byte: UInt8) {
        state = (state ^ UInt128(byte)) &* Self.prime
    }
}

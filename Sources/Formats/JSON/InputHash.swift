// SPDX-License-Identifier: Apache-2.0

/// What a set of records was: equal for equal records, whatever their order, the order of their keys, the cuts between
/// pages and the white space; a member that is null counts as missing.
///
/// Numbers count by their text (`1` and `1.0` differ), strings by their characters. Tells changes apart, not forgeries.
public struct InputHash: Sendable, Hashable, CustomStringConvertible {
    /// How many records.
    public var recordCount = 0
    /// The sum of the records' hashes, mod 2^128.
    public var sum: UInt128 = 0

    /// No records.
    public init() {}

    /// The records of both.
    public static func + (left: InputHash, right: InputHash) -> InputHash {
        var both = left
        both.recordCount += right.recordCount
        both.sum &+= right.sum
        return both
    }

    /// Count and 32 hexadecimal digits, `1000-00ff…`.
    public var description: String {
        let digits = String(sum, radix: 16)
        return "\(recordCount)-" + String(repeating: "0", count: 32 - digits.count) + digits
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Finds bytes in linear time, whatever they are.
///
/// - Source: Knuth, Morris and Pratt, "Fast pattern matching in strings", 1977.
struct ByteSearch: Sendable {
    private let bytes: [UInt8]
    /// For each length matched so far how much of it is a beginning again.
    private let fallbacks: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var fallbacks = [Int](repeating: 0, count: bytes.count + 1)
        var matched = 0
        for index in bytes.indices.dropFirst() {
            while matched > 0, bytes[index] != bytes[matched] { matched = fallbacks[matched] }
            if bytes[index] == bytes[matched] { matched += 1 }
            fallbacks[index + 1] = matched
        }
        self.fallbacks = fallbacks
    }

    /// Where the first occurrence within `range` ends; nil if there is none.
    ///
    /// Adds to `steps` how many bytes were looked at: at most twice those of the range.
    func end(in text: Span<UInt8>, within range: Range<Int>, steps: inout Int) -> Int? {
        var position = range.lowerBound, matched = 0
        while range.upperBound &- position >= bytes.count &- matched {
            if matched == 0 {
                let found = text.firstOffset(of: bytes[0], from: position, to: range.upperBound)
                steps &+= found &- position &+ 1
                guard found < range.upperBound else { return nil }
                position = found &+ 1
                matched = 1
            } else if text[position] == bytes[matched] {
                steps &+= 1
                position &+= 1
                matched &+= 1
            } else {
                steps &+= 1
                matched = fallbacks[matched]
            }
            if matched == bytes.count { return position }
        }
        return nil
    }
}

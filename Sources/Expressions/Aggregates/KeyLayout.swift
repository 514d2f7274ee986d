// SPDX-License-Identifier: Apache-2.0

import Columnar

/// How a key of several columns is laid out in 64-bit words, so that equal keys are equal words.
///
/// - one header word: its lower half says which columns are null, or holds the number that the caller gave; its upper
///   half is the byte count of the first text;
/// - then column by column: one word for a narrow value, two for a wide one (lower half first), for texts their bytes
///   as whole words, after their byte count if they are not the first text. Null numbers are zeros, null texts empty.
struct KeyLayout: Sendable {
    enum Part: Sendable {
        case narrow
        case wide
        case firstText
        case furtherText
    }

    let types: [DataType]
    let parts: [Part]
    /// The words of a key whose texts are all empty.
    let leastWordCount: Int

    /// How many columns a key may have: the null bits of one header.
    static let columnLimit = 32

    init(_ types: [DataType]) {
        precondition(
            types.count <= Self.columnLimit,
            "a key has at most \(Self.columnLimit) columns"
        )
        self.types = types
        var hasText = false
        parts = types.map { type in
            switch type {
            case .boolean, .int64, .float64, .date, .timestamp: return .narrow
            case .decimal, .money: return .wide
            case .text, .json:
                defer { hasText = true }
                return hasText ? .furtherText : .firstText
            }
        }
        leastWordCount = parts.reduce(1) { count, part in
            switch part {
            case .narrow, .furtherText: count + 1
            case .wide: count + 2
            case .firstText: count
            }
        }
    }
}

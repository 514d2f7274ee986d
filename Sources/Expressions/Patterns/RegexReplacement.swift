// SPDX-License-Identifier: Apache-2.0

import Columnar

/// What replaces a match: text in which `\1` to `\9` stand for groups, `\0` for the match and `\\`
/// for a backslash.
struct RegexReplacement: Sendable {
    private enum Part: Sendable {
        case bytes(Range<Int>)
        case group(Int)
    }

    /// A backslash before something that it does not go with, or at the end.
    struct Malformed: Error {
        let letter: Unicode.Scalar?
    }

    private let parts: [Part]
    private let bytes: Bytes
    /// The highest group that it names; 0 if none.
    let highestGroup: Int

    init(_ text: String) throws(Malformed) {
        var parts: [Part] = []
        var writer = ByteWriter(capacity: text.utf8.count)
        var start = 0, highest = 0
        var isEscaped = false
        for scalar in text.unicodeScalars {
            guard isEscaped else {
                if scalar == "\\" { isEscaped = true } else { writer.append(String(scalar)) }
                continue
            }
            isEscaped = false
            switch scalar {
            case "\\": writer.append(0x5C)
            case "0"..."9":
                if writer.count > start { parts.append(.bytes(start..<writer.count)) }
                start = writer.count
                let group = Int(scalar.value) - 0x30
                parts.append(.group(group))
                highest = max(highest, group)
            default: throw Malformed(letter: scalar)
            }
        }
        if isEscaped { throw Malformed(letter: nil) }
        if writer.count > start { parts.append(.bytes(start..<writer.count)) }
        self.parts = parts
        bytes = writer.finish()
        highestGroup = highest
    }

    /// Writes a text with its first match, or all of them, replaced.
    ///
    /// - Source: RE2's `Replace` and `GlobalReplace`: an empty match directly after another match is
    ///   none.
    func write(
        _ source: Bytes,
        _ range: Range<Int>,
        _ pattern: RegularExpression,
        all: Bool,
        into writer: inout ByteWriter
    ) {
        var ranges = RegularExpression.Ranges(repeating: -1)
        var position = 0, latestEnd = -1
        while position <= range.count,
            pattern.search(source, range, from: position, &ranges, count: highestGroup + 1)
        {
            let start = Int(ranges[0]), end = Int(ranges[1])
            writer.append(source, range, position..<start)
            position = start
            if start == latestEnd, end == start {
                // One code point further, so that no search finds the same place again.
                guard start < range.count else { break }
                let text = source.span.extracting(range)
                position = start + text.codePointLength(at: start)
                writer.append(source, range, start..<position)
                continue
            }
            append(source, range, ranges, to: &writer)
            position = end
            latestEnd = end
            if !all { break }
        }
        writer.append(source, range, position..<range.count)
    }

    private func append(
        _ source: Bytes,
        _ range: Range<Int>,
        _ ranges: RegularExpression.Ranges,
        to writer: inout ByteWriter
    ) {
        for part in parts {
            switch part {
            case .bytes(let own):
                writer.reserve(own.count)
                writer.put(bytes, own)
            case .group(let group):
                let start = Int(ranges[2 * group]), end = Int(ranges[2 * group + 1])
                if start >= 0 { writer.append(source, range, start..<end) }
            }
        }
    }
}

extension ByteWriter {
    /// Appends a part of a text that stands at `range` of `source`.
    fileprivate mutating func append(_ source: Bytes, _ range: Range<Int>, _ part: Range<Int>) {
        let start = range.lowerBound &+ part.lowerBound
        reserve(part.count)
        put(source, start..<start &+ part.count)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Finds the list of records of a JSON text whose end has not been read.
///
/// It checks nothing: what it passes over is part of the first block, which the decoder checks.
enum JSONHead {
    enum Place {
        /// The offset after the list's opening bracket.
        case list(Int)
        /// The text ends too early to tell.
        case unknown
        /// There is no such list, or none that is found without a closer look.
        case other
    }

    static func find(_ path: [String], in bytes: Span<UInt8>, byteCount: Int) -> Place {
        var at = byteCount >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
        for key in path {
            guard let start = skipSpace(bytes, at, byteCount) else { return .unknown }
            guard bytes[start] == .openBrace else { return .other }
            switch member(key, bytes, start + 1, byteCount) {
            case .list(let value): at = value
            case .unknown: return .unknown
            case .other: return .other
            }
        }
        guard let start = skipSpace(bytes, at, byteCount) else { return .unknown }
        return bytes[start] == .openBracket ? .list(start + 1) : .other
    }

    /// What leads to the list in a document that holds nothing else.
    static func opening(_ path: [String]) -> String {
        path.map { "{\(quoted($0)):" }.joined() + "["
    }

    /// What ends such a document.
    static func closing(_ path: [String]) -> String {
        "]" + String(repeating: "}", count: path.count)
    }

    private static func quoted(_ key: String) -> String {
        var writer = ByteWriter(capacity: key.utf8.count + 2)
        writer.append(.quote)
        writer.appendEscapedJSON(key)
        writer.append(.quote)
        return writer.text
    }

    /// Where the value of a member begins, in an object whose brace has been passed.
    private static func member(
        _ key: String,
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ count: Int
    ) -> Place {
        let wanted = Array(key.utf8)
        var at = start
        while true {
            guard let first = skipSpace(bytes, at, count) else { return .unknown }
            guard bytes[first] == .quote else { return .other }
            guard let end = stringEnd(bytes, first, count),
                let colon = skipSpace(bytes, end, count)
            else { return .unknown }
            guard bytes[colon] == .colon else { return .other }
            if end - first - 2 == wanted.count,
                wanted.indices.allSatisfy({ wanted[$0] == bytes[first + 1 + $0] })
            {
                return .list(colon + 1)
            }
            guard let value = valueEnd(bytes, colon + 1, count),
                let comma = skipSpace(bytes, value, count)
            else { return .unknown }
            guard bytes[comma] == .comma else { return .other }
            at = comma + 1
        }
    }

    private static func skipSpace(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
        var at = start
        while at < count, bytes[at].isJSONSpace { at += 1 }
        return at < count ? at : nil
    }

    /// The offset after a string's closing quote.
    private static func stringEnd(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
        var at = start + 1
        while at < count {
            if bytes[at] == .quote { return at + 1 }
            at += bytes[at] == .backslash ? 2 : 1
        }
        return nil
    }

    /// The offset after a value, found by its brackets and quotes alone.
    private static func valueEnd(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
        var at = start, depth = 0
        while at < count {
            let byte = bytes[at], folded = byte | 0x20
            if byte == .quote {
                guard let end = stringEnd(bytes, at, count) else { return nil }
                at = end
                continue
            }
            if folded == .openBrace {
                depth += 1
            } else if folded == .closeBrace {
                if depth == 0 { return at }
                depth -= 1
            } else if byte == .comma, depth == 0 {
                return at
            }
            at += 1
        }
        return nil
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

/// A `like` pattern, ready to be matched: `%` stands for any text, `_` for one code point.
///
/// The pattern is cut at each `%`. What stands before the first and after the last one has its place
/// in the text; each piece between them is looked for once, from where the one before it ended,
/// since a later place can never help. So no pattern takes longer than the search for its pieces.
struct LikeMatcher: Sendable {
    /// Why a text is no pattern.
    enum Fault: Error, Hashable {
        /// It ends with its escape character.
        case danglingEscape
        case tooLong
    }

    /// How many bytes a pattern may have, which bounds the work for each byte of a text.
    static let maximumByteCount = 16_384

    private let first: LikePiece
    private let middle: [LikePiece]
    /// nil for a pattern without `%`, which has one piece.
    private let last: LikePiece?
    /// The case in which texts are matched; nil as they are.
    private let folding: CaseMapping?

    /// Reads a pattern; the escape character makes the next `%`, `_` or itself ordinary.
    init(_ pattern: String, escape: Unicode.Scalar?, ignoresCase: Bool) throws(Fault) {
        guard pattern.utf8.count <= Self.maximumByteCount else { throw .tooLong }
        var pieces: [[LikePiece.Part]] = [[]]
        var isEscaped = false
        for scalar in pattern.unicodeScalars {
            if !isEscaped, scalar == escape {
                isEscaped = true
            } else if !isEscaped, scalar == "%" {
                pieces.append([])
            } else if !isEscaped, scalar == "_" {
                pieces[pieces.count - 1].append(.anyCodePoint)
            } else {
                let text = ignoresCase ? scalar.properties.lowercaseMapping : String(scalar)
                pieces[pieces.count - 1].append(contentsOf: text.utf8.map { .byte($0) })
                isEscaped = false
            }
        }
        if isEscaped { throw .danglingEscape }
        first = LikePiece(pieces[0])
        middle = pieces.dropFirst().dropLast().filter { !$0.isEmpty }.map { LikePiece($0) }
        last = pieces.count > 1 ? LikePiece(pieces[pieces.count - 1]) : nil
        folding = ignoresCase ? .lower : nil
    }

    /// Whether the whole text at `range` matches; `scratch` is used to fold its case.
    func matches(_ bytes: Bytes, _ range: Range<Int>, scratch: inout ByteWriter) -> Bool {
        var steps = 0
        guard let folding else { return matches(bytes.span.extracting(range), steps: &steps) }
        scratch.truncate(to: 0)
        folding.append(bytes, range, to: &scratch)
        return matches(scratch.paddedSpan.extracting(0..<scratch.count), steps: &steps)
    }

    /// Whether the whole text, its case folded, matches.
    ///
    /// Adds to `steps` how many bytes the search for pieces looked at.
    func matches(_ text: Span<UInt8>, steps: inout Int) -> Bool {
        guard var position = first.end(in: text, from: 0) else { return false }
        guard let last else { return position == text.count }
        guard let end = last.start(in: text, notBefore: position) else { return false }
        for piece in middle {
            guard let next = piece.end(in: text, within: position..<end, steps: &steps) else {
                return false
            }
            position = next
        }
        return true
    }
}

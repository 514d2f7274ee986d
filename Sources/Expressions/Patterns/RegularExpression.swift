// SPDX-License-Identifier: Apache-2.0

import CRE2
import Columnar

/// A compiled regular expression; its searches take time linear in the text, whatever the pattern.
///
/// - Source: RE2's syntax, which has no look-around and no references back to a group.
@safe
final class RegularExpression: @unchecked Sendable {
    // Sendable because RE2 searches from any number of threads at once and the handle never changes.
    private let handle: OpaquePointer  // never null; freed in deinit
    /// How many groups in parentheses the pattern has.
    let groupCount: Int

    /// How many ranges a match has at most: the whole match and the groups that can be named.
    static let rangeCount = 10
    /// A first and an end offset for each range; both -1 for a group that took no part.
    typealias Ranges = InlineArray<20, Int64>

    /// Compiles a pattern.
    ///
    /// - Parameters:
    ///   - pattern: The expression in RE2's syntax.
    ///   - options: How it is read.
    ///   - memoryByteCount: About how much memory program and caches may take; past it a pattern is
    ///     refused, or searched without a cache.
    /// - Throws: What is wrong with the pattern.
    init(
        _ pattern: String,
        _ options: RegexOptions = RegexOptions(),
        memoryByteCount: Int64 = RegularExpression.memoryOfConstant
    ) throws(RegexFault) {
        let settings = fjord_regex_options(
            ignores_case: options.ignoresCase,
            is_literal: options.isLiteral,
            dot_matches_newline: options.dotMatchesNewline,
            memory_byte_count: memoryByteCount
        )
        let bytes = Bytes(pattern)
        let created = unsafe bytes.withUnsafeBytes {
            unsafe fjord_regex_create(
                $0.assumingMemoryBound(to: CChar.self).baseAddress,
                $0.count,
                settings
            )
        }
        guard let created = unsafe created else {
            preconditionFailure("no memory for a regular expression")
        }
        guard unsafe fjord_regex_error(created) == 0 else {
            let fault = RegexFault(
                kind: unsafe RegexFault.Kind(rawValue: fjord_regex_error(created)),
                part: unsafe String(cString: fjord_regex_error_part(created))
            )
            unsafe fjord_regex_destroy(created)
            throw fault
        }
        unsafe handle = created
        groupCount = unsafe Int(fjord_regex_group_count(created))
    }

    deinit { unsafe fjord_regex_destroy(handle) }

    /// RE2's own default, for a pattern that is the same for all rows.
    static let memoryOfConstant: Int64 = 8 << 20
    /// For each of several patterns that come from rows.
    static let memoryOfRow: Int64 = 1 << 20

    /// Whether the pattern occurs in a part of `bytes`.
    func matches(_ bytes: Bytes, _ range: Range<Int>) -> Bool {
        unsafe bytes.withUnsafeBytes {
            unsafe fjord_regex_search(handle, text($0, range), range.count, 0, nil, 0)
        }
    }

    /// Finds the leftmost match in a part of `bytes`, from an offset within the part on.
    ///
    /// `ranges` takes the offsets within the part of the match and of its first groups.
    ///
    /// - Returns: Whether there is one.
    func search(
        _ bytes: Bytes,
        _ range: Range<Int>,
        from start: Int = 0,
        _ ranges: inout Ranges,
        count: Int
    ) -> Bool {
        var span = ranges.mutableSpan
        return unsafe bytes.withUnsafeBytes { source in
            unsafe span.withUnsafeMutableBufferPointer { target in
                unsafe fjord_regex_search(
                    handle,
                    text(source, range),
                    range.count,
                    start,
                    target.baseAddress,
                    Int32(min(count, Self.rangeCount))
                )
            }
        }
    }

    private func text(
        _ source: UnsafeRawBufferPointer,
        _ range: Range<Int>
    ) -> UnsafePointer<CChar>? {
        precondition(range.lowerBound >= 0 && range.upperBound <= source.count, "past the text")
        return unsafe source.assumingMemoryBound(to: CChar.self).baseAddress.map {
            unsafe $0 + range.lowerBound
        }
    }
}

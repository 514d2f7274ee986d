// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Kernels of regular expressions: text first, pattern second.
enum RegexKernels {
    typealias Patterns = PatternSource<RegularExpression>

    static func matches(_ patterns: Patterns) -> Kernel {
        { arguments, rows, faults in
            let text = arguments[0].text
            let validity = strictValidity(arguments, rows.count)
            var prepared = PreparedTexts(patterns, arguments[1])
            var results = ValuesBuilder<UInt8>(uninitializedCount: rows.count)
            results.fill(with: 0)
            rows.forEach(validity: validity) { row in
                guard let pattern = prepared.prepared(row, &faults) else { return }
                results[row] = pattern.matches(text.bytes, text.range(row)) ? 1 : 0
            }
            let bits = Bitmap.make(count: rows.count) { results[$0] != 0 }
            return .column(.boolean(BooleanArray(bits, validity: validity)))
        }
    }

    /// The match or one of its groups; empty where there is none.
    static func extract(_ patterns: Patterns) -> Kernel {
        { arguments, rows, faults in
            let text = arguments[0].text
            let groups = arguments.count > 2 ? arguments[2].int64 : .constant(0)
            let validity = strictValidity(arguments, rows.count)
            var prepared = PreparedTexts(patterns, arguments[1])
            var ranges = RegularExpression.Ranges(repeating: -1)
            return TextKernels.written(arguments, rows, validity: validity) { row, writer in
                guard let pattern = prepared.prepared(row, &faults) else { return }
                let group = groups[row]
                guard group >= 0, group <= min(pattern.groupCount, RegularExpression.rangeCount - 1)
                else {
                    return faults.report(row, .noSuchGroup(group, groupCount: pattern.groupCount))
                }
                let place = Int(group), range = text.range(row)
                guard pattern.search(text.bytes, range, &ranges, count: place + 1),
                    ranges[2 * place] >= 0
                else { return }
                let start = range.lowerBound + Int(ranges[2 * place])
                let end = range.lowerBound + Int(ranges[2 * place + 1])
                writer.reserve(end - start)
                writer.put(text.bytes, start..<end)
            }
        }
    }

    /// The text with matches replaced.
    static func replace(
        _ patterns: Patterns,
        _ replacements: PatternSource<RegexReplacement>,
        all: Bool
    ) -> Kernel {
        { arguments, rows, faults in
            let text = arguments[0].text
            let validity = strictValidity(arguments, rows.count)
            var prepared = PreparedTexts(patterns, arguments[1])
            var replacing = PreparedTexts(replacements, arguments[2])
            return TextKernels.written(arguments, rows, validity: validity) { row, writer in
                guard let pattern = prepared.prepared(row, &faults),
                    let replacement = replacing.prepared(row, &faults)
                else { return }
                guard replacement.highestGroup <= pattern.groupCount else {
                    let group = Int64(replacement.highestGroup)
                    return faults.report(row, .noSuchGroup(group, groupCount: pattern.groupCount))
                }
                replacement.write(text.bytes, text.range(row), pattern, all: all, into: &writer)
            }
        }
    }
}

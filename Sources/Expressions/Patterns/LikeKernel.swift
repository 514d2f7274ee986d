// SPDX-License-Identifier: Apache-2.0

import Columnar

/// `like` and `ilike`: a constant pattern is made ready once, others once for each different text.
enum LikeKernel {
    static func kernel(constant pattern: LikeMatcher) -> Kernel {
        { arguments, rows, _ in
            let text = arguments[0].text
            let validity = arguments[0].validity(rows.count)
            var scratch = ByteWriter()
            let bits = Bitmap.make(count: rows.count) { row in
                pattern.matches(text.bytes, text.range(row), scratch: &scratch)
            }
            return .column(.boolean(BooleanArray(bits, validity: validity)))
        }
    }

    static func kernel(escape: Unicode.Scalar?, ignoresCase: Bool) -> Kernel {
        let patterns = PatternSource<LikeMatcher>.perRow { text in
            do throws(LikeMatcher.Fault) {
                return .ready(try LikeMatcher(text, escape: escape, ignoresCase: ignoresCase))
            } catch {
                return .faulty(.malformedLike(text, error))
            }
        }
        return { arguments, rows, faults in
            let text = arguments[0].text
            let validity = strictValidity(arguments, rows.count)
            var prepared = PreparedTexts(patterns, arguments[1])
            var scratch = ByteWriter()
            var results = ValuesBuilder<UInt8>(uninitializedCount: rows.count)
            results.fill(with: 0)
            rows.forEach(validity: validity) { row in
                guard let pattern = prepared.prepared(row, &faults) else { return }
                let isMatch = pattern.matches(text.bytes, text.range(row), scratch: &scratch)
                results[row] = isMatch ? 1 : 0
            }
            let bits = Bitmap.make(count: rows.count) { results[$0] != 0 }
            return .column(.boolean(BooleanArray(bits, validity: validity)))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Pattern matching: a constant pattern is made ready once, others row by row.
enum LikeKernel {
    static func kernel(constant pattern: LikeMatcher) -> Kernel {
        { arguments, rows, _ in
            let text = arguments[0].text
            let validity = arguments[0].validity(rows.count)
            let bits = Bitmap.make(count: rows.count) { pattern.matches(text.span($0)) }
            return .column(.boolean(BooleanArray(bits, validity: validity)))
        }
    }

    static func kernel(escape: Unicode.Scalar?, ignoresCase: Bool) -> Kernel {
        { arguments, rows, faults in
            let text = arguments[0].text, patterns = arguments[1].text
            let validity = strictValidity(arguments, rows.count)
            func matcher(_ row: Int) -> LikeMatcher? {
                let pattern = String(copying: patterns.span(row))
                return LikeMatcher(pattern, escape: escape, ignoresCase: ignoresCase)
            }
            if let row = rows.first(validity: validity, where: { matcher($0) == nil }) {
                faults.report(row, .danglingEscape(String(copying: patterns.span(row))))
            }
            let bits = Bitmap.make(count: rows.count) {
                matcher($0)?.matches(text.span($0)) ?? false
            }
            return .column(.boolean(BooleanArray(bits, validity: validity)))
        }
    }
}

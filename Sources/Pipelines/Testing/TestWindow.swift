// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Reads the window of a test as `${window}` writes it.
enum TestWindow {
    /// The days of `2026-10-01`, `2026-10` or `2026-10-01_2026-10-07`; nil for anything else.
    static func read(_ text: String) -> DateWindow? {
        if let day = CalendarDate(iso: text) { return DateWindow(first: day, last: day) }
        if let first = CalendarDate(iso: text + "-01") {
            return DateWindow(first: first, last: first.lastOfMonth)
        }
        let ends = text.split(separator: "_", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = CalendarDate(iso: ends[0]),
            let last = CalendarDate(iso: ends[1]), first <= last
        else { return nil }
        return DateWindow(first: first, last: last)
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Columnar
package import Diagnostics

/// The days that one run covers, both ends included.
package struct RunWindow: Sendable, Hashable {
    /// The first day.
    package let first: CalendarDate
    /// The last day, as people say it: inside the window.
    package let last: CalendarDate

    /// The days from `first` to `last`.
    ///
    /// - Throws: `invalid-date` when `last` is before `first`.
    package init(first: CalendarDate, last: CalendarDate) throws(PipelineError) {
        guard first <= last else { throw .reversedDates(from: first, to: last) }
        self.first = first
        self.last = last
    }

    /// `2026-10-01` for a day, `2026-10` for a whole month, `2026-10-01_2026-10-07` for anything
    /// else: what `${window}` reads.
    package var label: String {
        if first == last { return first.description }
        if first == last.firstOfMonth, last == last.lastOfMonth {
            return String(first.description.dropLast(3))
        }
        return "\(first)_\(last)"
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Columnar
package import Diagnostics
package import struct FjordKit.DateWindow

/// Which window a command asks for.
package enum WindowChoice: Sendable, Hashable {
    /// No dates were given: the latest window that is over.
    case latest
    /// `--date`: the window that ends with this day, or whose last week or month holds it.
    case date(CalendarDate)
    /// `--from` and `--to`, or `--month`: exactly these days.
    case range(DateWindow)

    /// Reads the date flags of a command line, each nil when it was not given.
    ///
    /// - Throws: `invalid-date` for a day or month that does not exist, `conflicting-dates` for
    ///   flags that exclude or need one another; both name the flag and mean wrong usage.
    package init(
        date: String? = nil,
        from: String? = nil,
        to: String? = nil,
        month: String? = nil
    ) throws(PipelineError) {
        let given = [("--date", date), ("--from", from ?? to), ("--month", month)]
            .filter { $0.1 != nil }.map(\.0)
        guard given.count <= 1 else { throw .conflictingDates(given) }
        if let date {
            self = .date(try Self.day(date, flag: "--date"))
        } else if let month {
            self = .range(try Self.month(month))
        } else if from != nil || to != nil {
            guard let from else { throw .missingDateFlag("--from", given: "--to") }
            guard let to else { throw .missingDateFlag("--to", given: "--from") }
            self = .range(
                try DateWindow(
                    checking: Self.day(from, flag: "--from"),
                    to: Self.day(to, flag: "--to")
                )
            )
        } else {
            self = .latest
        }
    }

    /// The window this choice means for a pipeline; nil for one whose fetches know no dates.
    ///
    /// - Throws: `dates-without-window` when dates were given to such a pipeline; `invalid-date`
    ///   when the window leaves the years 1 to 9999.
    package func window(
        of spec: WindowSpec?,
        nowMicroseconds: Int64
    ) throws(PipelineError) -> DateWindow? {
        guard let spec else {
            guard case .latest = self else { throw .datesWithoutWindow() }
            return nil
        }
        return try spec.window(for: self, nowMicroseconds: nowMicroseconds)
    }

    private static func day(_ text: String, flag: String) throws(PipelineError) -> CalendarDate {
        guard let day = CalendarDate(iso: text) else { throw .invalidDate(text, flag: flag) }
        return day
    }

    private static func month(_ text: String) throws(PipelineError) -> DateWindow {
        guard let first = CalendarDate(iso: text + "-01") else { throw .invalidMonth(text) }
        return DateWindow(first: first, last: first.lastOfMonth)
    }
}

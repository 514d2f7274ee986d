// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// The days that one run covers, both ends included, as people say dates.
public struct DateWindow: Sendable, Hashable {
    /// The first day.
    public let first: CalendarDate
    /// The last day, itself part of the window.
    public let last: CalendarDate

    /// Covers the days from `first` to `last`.
    ///
    /// - Precondition: `first` is not after `last`.
    public init(first: CalendarDate, last: CalendarDate) {
        precondition(first <= last, "a window ends before it begins")
        self.first = first
        self.last = last
    }

    /// How many days it covers.
    public var dayCount: Int { Int(last.daysSinceEpoch - first.daysSinceEpoch) + 1 }

    /// The days in order.
    public var days: [CalendarDate] { (0..<dayCount).map { first.advanced(by: $0) } }

    /// What `${window}` reads: `2026-10-01`, `2026-10` for a whole month, `2026-10-01_2026-10-07` else.
    public var label: String {
        if first == last { return first.description }
        let isWholeMonth = first == first.firstOfMonth && last == first.lastOfMonth
        return isWholeMonth ? String(first.description.prefix(7)) : "\(first)_\(last)"
    }
}

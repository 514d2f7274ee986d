// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// `${date}` and `${date.next}` in a URL and its query: the day of a partition, and the one after it.
enum DayReferences {
    /// The names that a stage fills in itself.
    static let names: Set<String> = ["date", "date.next"]

    /// Whether any of them stands in a text.
    static func areIn(_ text: String) -> Bool {
        names.contains { text.contains("${\($0)}") }
    }

    /// The text with each of them replaced.
    static func filled(_ text: String, with day: CalendarDate) -> String {
        text.replacing("${date}", with: day.description)
            .replacing("${date.next}", with: day.advanced(by: 1).description)
    }
}

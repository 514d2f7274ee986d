// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Fjord

@Suite("Display width")
struct DisplayWidthTests {
    @Test(
        "counts terminal columns, not characters",
        arguments: [
            ("", 0), ("abc", 3), ("æøå", 3), ("e\u{301}", 1), ("😀", 2), ("👨‍👩‍👧", 2), ("🇳🇴", 2),
            ("❤️", 2), ("1️⃣", 2), ("日本", 4), ("한", 2), ("…", 1), ("\u{301}", 0), ("√½", 2),
        ]
    )
    func widths(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test("tables align by it, numbers to the right")
    func table() {
        let rows = [["a", "n", "end"], ["😀", "10", "x"], ["æøå", "5", "😀"]]
        #expect(
            TextTable.lines(rows, rightAligned: [1]) == [
                "a     n  end", "😀   10  x", "æøå   5  😀",
            ]
        )
    }
}

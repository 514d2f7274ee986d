// SPDX-License-Identifier: Apache-2.0

import Columnar
import FjordKit
import Testing

@testable import Fjord

@Suite("Values of a preview")
struct PreviewCellsTests {
    @Test(
        "long texts are cut where they stop fitting",
        arguments: [
            (String(repeating: "a", count: 40), String(repeating: "a", count: 40)),
            (String(repeating: "a", count: 41), String(repeating: "a", count: 39) + "…"),
            (String(repeating: "æ", count: 41), String(repeating: "æ", count: 39) + "…"),
            (String(repeating: "😀", count: 20), String(repeating: "😀", count: 20)),
            (String(repeating: "😀", count: 21), String(repeating: "😀", count: 19) + "…"),
            (String(repeating: "x", count: 100_000), String(repeating: "x", count: 39) + "…"),
        ]
    )
    func cut(text: String, shown: String) {
        #expect(Self.shown(text) == shown)
    }

    @Test("what would move the cursor or turn the text is spelled out")
    func escapes() {
        #expect(Self.shown("a\nb\tc\r") == "a\\nb\\tc\\r")
        #expect(Self.shown("\u{1B}[31mred") == "\\u{1b}[31mred")
        #expect(Self.shown("a\u{202E}b\u{85}") == "a\\u{202e}b\\u{85}")
        #expect(Self.shown("👨‍👩‍👧 é") == "👨‍👩‍👧 é")
    }

    @Test("amounts name their currency unless a column does")
    func money() throws {
        let krone = try #require(Currency("NOK"))
        let column = Column.money(MoneyArray(Values([1_050]), .one(krone), validity: nil))
        let alone = PreviewCells(schema: Schema([Field("amount", .money)]))
        #expect(alone.text(ofSlot: 0, in: column) == "10.50 NOK")
        let both = PreviewCells(
            schema: Schema([Field("amount", .money), Field("currency", .text)])
        )
        #expect(both.text(ofSlot: 0, in: column) == "10.50")
    }

    private static func shown(_ text: String) -> String {
        let cells = PreviewCells(schema: Schema([Field("t", .text)]))
        return cells.text(ofSlot: 0, in: .text(TextArray(repeating: text, count: 1)))
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@Suite("what stage authors build on")
struct StageContractTests {
    private func date(_ text: String) throws -> CalendarDate {
        try #require(CalendarDate(iso: text))
    }

    @Test(
        "a window's label",
        arguments: [
            ("2026-10-01", "2026-10-01", "2026-10-01", 1),
            ("2026-10-01", "2026-10-31", "2026-10", 31),
            ("2024-02-01", "2024-02-29", "2024-02", 29),
            ("2026-02-01", "2026-02-27", "2026-02-01_2026-02-27", 27),
            ("2026-10-01", "2026-11-30", "2026-10-01_2026-11-30", 61),
            ("2026-12-31", "2027-01-01", "2026-12-31_2027-01-01", 2),
        ]
    )
    func labels(first: String, last: String, label: String, count: Int) throws {
        let window = DateWindow(first: try date(first), last: try date(last))
        #expect(window.label == label)
        #expect(window.dayCount == count)
        #expect(window.days.count == count)
        #expect(window.days.first == window.first && window.days.last == window.last)
    }

    @Test("a window that ends before it begins is a broken contract")
    func backwards() async {
        await #expect(processExitsWith: .failure) {
            let day = CalendarDate(daysSinceEpoch: 0)
            _ = DateWindow(first: day, last: day.advanced(by: -1))
        }
    }

    @Test("options by name and type")
    func options() {
        let options = StageOptions([
            "rows": .integer(3), "header": .boolean(false), "path": .text("a"),
            "ledgers": .texts(["1", "2"]),
        ])
        #expect(options.int("rows") == 3)
        #expect(options.optionalInt("none") == nil)
        #expect(!options.bool("header"))
        #expect(options.text("path") == "a")
        #expect(options.optionalText("none") == nil)
        #expect(options.texts("ledgers") == ["1", "2"])
        #expect(options.texts("path") == nil)
    }

    @Test("an option that the spec does not declare is a broken contract")
    func undeclared() async {
        await #expect(processExitsWith: .failure) { _ = StageOptions([:]).int("rows") }
    }

    @Test("a fault of an option stands where the option was written")
    func faults() {
        let text = SourceText(name: "f.yaml", text: "rows: 0")
        let place = text.location(line: 1, column: 7)
        let options = StageOptions(["rows": .integer(0)], locations: ["rows": place])
        let code = ErrorCode("c")
        #expect(options.fault(code, in: "rows", "too few").location == .source(place))
        #expect(options.fault(code, in: "path", "missing").location == .unknown)
    }

    @Test("summaries of pages add up, hashes around the end of their range")
    func summaries() throws {
        let (nok, eur) = (try #require(Currency("NOK")), try #require(Currency("EUR")))
        var sum = PageSummary()
        sum.rowCount = 2
        sum.hash = .max
        sum.totals = [nok: 5]
        sum.unknownFields = ["a": 1]
        var other = PageSummary()
        other.rowCount = 3
        other.hash = 2
        other.totals = [nok: -7, eur: 1]
        other.unknownFields = ["a": 2, "b": 1]
        sum.add(other)
        #expect(sum.rowCount == 5)
        #expect(sum.hash == 1)
        #expect(sum.totals == [nok: -2, eur: 1])
        #expect(sum.unknownFields == ["a": 3, "b": 1])
    }
}

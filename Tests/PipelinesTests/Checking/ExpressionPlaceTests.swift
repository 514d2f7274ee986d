// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("Faults inside expressions")
struct ExpressionPlaceTests {
    @Test(
        "stand at the column that is wrong",
        arguments: [
            ("  - filter: id > 1 and næme = 'x'", "5:24", "^~~~"),
            ("  - filter: name = 'æ😀' and zzz = 1", "5:29", "^~~"),
            ("  - filter: |\n      id > 1\n      and zzz = 'æ😀'", "7:11", "^~~"),
            ("  - filter: >\n      id > 1\n      and zzz = 1", "7:11", "^~~"),
            ("  - filter: 'name = ''æ'' and zz = 1'", "5:31", "^~"),
            ("  - filter: id = 1\n      and 'æ😀' = zzz", "6:18", "^~~"),
            ("  - filter: \"\\u0069d > 1 and zz = 1\"", "5:13", "^~~~~~~~~~~~~~~~~~~~~~~~"),
            ("  - transform:\n      a: id\n      b: idd", "7:10", "^~~"),
            ("  - aggregate:\n      n: sum(idd)", "6:14", "^~~"),
        ]
    )
    func places(stages: String, place: String, caret: String) {
        let lines = faults(overRows(stages)).split(separator: "\n")
        #expect(lines.first?.hasPrefix("p.yaml:\(place): error: ") == true)
        #expect(lines.dropFirst(2).first?.hasSuffix(" \(caret)") == true)
    }

    @Test("of money and bare numbers come with their advice")
    func money() {
        let text = ExamplePipelineTests.text.replacing(
            "entryType in ('capture', 'refund') and currency = $currency",
            with: "currency = $currency and amount > 100"
        )
        let lines = faults(text).split(separator: "\n")
        #expect(lines.first?.hasPrefix("p.yaml:16:") == true)
        #expect(lines.contains { $0.hasPrefix("   = fix: ") && $0.contains("money(") })
    }

    @Test("are all reported, over all stages that can be checked")
    func several() {
        let text = faults(
            overRows(
                """
                  - filter: nam = 'x' and idd = 1
                  - filter: idd = 2
                  - transform: {a: idd, b: nam}
                """
            )
        )
        let places = text.split(separator: "\n").filter { $0.hasPrefix("p.yaml") }
            .map { $0.split(separator: " ")[0] }
        #expect(
            places == [
                "p.yaml:5:13:", "p.yaml:5:27:", "p.yaml:6:13:", "p.yaml:7:20:", "p.yaml:7:28:",
            ]
        )
    }

    @Test("an unknown parameter is placed, a faulty one causes nothing further")
    func parameters() {
        let text = """
            fjord: 1
            name: test
            parameters:
              bad: {type: int64, default: x}
            stages:
              - fetch: rows
              - filter: id = $bad
              - filter: id = $nope
              - sink: csv
                path: ${bad}.csv
            """
        let lines = faults(text).split(separator: "\n").filter { $0.hasPrefix("p.yaml") }
        #expect(lines.map { $0.split(separator: " ")[0] } == ["p.yaml:4:31:", "p.yaml:8:18:"])
    }
}

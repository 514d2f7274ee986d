// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Formats
import Testing

@Suite("Where the records of a page stand")
struct JSONRecordShapeTests {
    private static let columns: [JSONDecodePlan.Column] = [.field("a", .int64), .extra("extra")]
    private static let lines = JSONDecodePlan(.lines, columns: columns)
    private static let document = JSONDecodePlan(.document, columns: columns)

    @Test("each line is a record, empty lines are none", arguments: [1, 2, 16_384])
    func lines(batchRows: Int) {
        let text = "\u{FEFF}\n{\"a\":1}\r\n\n  {\"b\":\"x\\\"\"} \n\t\n{\"a\":3}\n\n"
        let decoded = Decoded(Self.lines, [text, "", " \n", "{\"a\":4}"], batchRows: batchRows)
        #expect(decoded.message == "")
        #expect(
            decoded.rows == [["1", nil], [nil, "{\"b\":\"x\\\"\"}"], ["3", nil], ["4", nil]]
        )
        #expect(decoded.places.last == "partition p, page 4, row 1")
        #expect(decoded.hash.recordCount == 4)
        let many = (0..<1_000).map { "{\"a\":\($0)}" }.joined(separator: "\n")
        let all = Decoded(Self.lines, [many], batchRows: batchRows)
        #expect(all.rows == (0..<1_000).map { ["\($0)", nil] })
    }

    @Test(
        "lines at fault name their row",
        arguments: [
            (
                "{\"a\":1} {\"a\":2}",
                "row 2: error: byte 16: a second record in one line [unexpected-shape]\n"
                    + "  = fix: end each record with a line end"
            ),
            (
                "{\"a\":\n1}",
                "row 2: error: byte 13: the line ends in the middle of a record [unexpected-shape]\n"
                    + "  = fix: write each record in one line, or read the file as json"
            ),
            ("[1]", "row 2: error: a record is no object [unexpected-shape]"),
            ("7", "row 2: error: a record is no object [unexpected-shape]"),
            (
                "{\"a\":\"x\"}",
                "row 2, a: error: expected an integer, found the text \"x\" [wrong-type]"
            ),
            (
                "{\"a\":NaN}",
                "row 2, a: error: byte 13: NaN and infinity are no numbers in JSON [malformed-json]\n"
                    + "  = fix: have null written in their place"
            ),
            (
                "{\"a\":1",
                "row 2, a: error: byte 14: the page ends in the middle of a value [malformed-json]"
            ),
            (
                "{\"a\":1}}",
                "row 2: error: byte 15: something follows the end of the value [malformed-json]"
            ),
        ]
    )
    func faults(line: String, expected: String) {
        let decoded = Decoded(Self.lines, ["{\"a\":0}\n\(line)"])
        #expect(decoded.message == "partition p, page 1, \(expected)")
    }

    @Test("a document is a list or one record")
    func documents() {
        #expect(
            Decoded(Self.document, ["[{\"a\":1},\n{\"a\":2}]"]).rows == [["1", nil], ["2", nil]]
        )
        let one = Decoded(Self.document, [" {\"a\":\n1,\"b\":[1, 2]}\n"])
        #expect(one.rows == [["1", "{\"b\":[1,2]}"]])
        #expect(
            Decoded(Self.document, ["{\"a\":1}\n{\"a\":2}"]).message
                == "partition p, page 1: error: byte 8: something follows the end of the value "
                + "[malformed-json]\n  = fix: if each line is a record, set format: jsonl"
        )
        #expect(
            Decoded(Self.document, ["{\"a\":true}"]).message
                == "partition p, page 1, row 1, a: error: expected an integer, found true [wrong-type]"
        )
        #expect(Decoded(Self.document, ["7"]).message.contains("the page is no list"))
    }

    @Test("5,000 levels, in a column, beside it and around the records")
    func deepNesting() {
        let deep = String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000)
        for text in ["{\"a\":\(deep)}", "{\"z\":\(deep)}"] {
            let message = Decoded(Self.lines, ["{\"a\":1}\n\(text)"]).message
            #expect(message.contains("row 2, "))
            #expect(
                message.hasSuffix("more than 1024 values stand in one another [malformed-json]")
            )
        }
        #expect(Decoded(Self.document, [deep]).message.contains("byte 1024: more than 1024 values"))
    }

    @Test("a value of 60 MB passes")
    func largeValue() {
        let value = String(repeating: "0123456789", count: 6_000_000)
        let plan = JSONDecodePlan(.lines, columns: [.field("t", .text)])
        let decoded = Decoded(plan, ["{\"t\":\"small\"}\n{\"t\":\"\(value)\"}\n{\"t\":\"last\"}"])
        #expect(decoded.rows.map { $0[0]?.utf8.count } == [5, 60_000_000, 4])
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Formats
import Testing

@Suite("What is wrong with a page")
struct JSONDecodeErrorTests {
    private static let columns = plan(
        .field("id", .text),
        .money("amount", currency: "currency"),
        .field("n", .int64),
        .field("d", .decimal(precision: 5, scale: 2)),
        .field("f", .float64),
        .field("day", .date),
        .field("flag", .boolean),
        .field("o.x", .text)
    )

    @Test(
        "values name page, row and path",
        arguments: [
            (#"{"id":7}"#, "items[1].id: error: expected a text, found 7 [wrong-type]"),
            (
                #"{"id":{"a":1}}"#,
                "items[1].id: error: expected a text, found an object [wrong-type]"
            ),
            (
                #"{"n":"7"}"#,
                "items[1].n: error: expected an integer, found the text \"7\" [wrong-type]"
            ),
            (
                #"{"n":1.5}"#,
                "items[1].n: error: expected an integer, found the fraction 1.5 [inexact-number]"
            ),
            (
                #"{"n":99999999999999999999}"#,
                "items[1].n: error: 99999999999999999999 does not fit into int64 [out-of-range]"
            ),
            (
                #"{"d":0.001}"#,
                "items[1].d: error: 0.001 has more decimals than decimal(5, 2) [inexact-number]\n"
                    + "  = fix: declare the column as a decimal with enough digits"
            ),
            (
                #"{"d":1000}"#,
                "items[1].d: error: 1000 does not fit into decimal(5, 2) [out-of-range]"
            ),
            (#"{"d":true}"#, "items[1].d: error: expected a number, found true [wrong-type]"),
            (
                #"{"f":9007199254740993}"#,
                "items[1].f: error: 9007199254740993 has more digits than float64 holds "
                    + "[inexact-number]\n  = fix: declare the column as a decimal with enough digits"
            ),
            (
                #"{"day":"2026-02-30"}"#,
                "items[1].day: error: expected a date as YYYY-MM-DD, found the text \"2026-02-30\" "
                    + "[wrong-type]"
            ),
            (#"{"flag":0}"#, "items[1].flag: error: expected true or false, found 0 [wrong-type]"),
            (#"{"o":[1]}"#, "items[1].o: error: expected an object [unexpected-shape]"),
            (
                #"{"amount":5}"#,
                "items[1].amount: error: an amount without a currency in 'currency' [unknown-currency]"
            ),
            (
                #"{"amount":5,"currency":"nok"}"#,
                "items[1].amount: error: expected an ISO 4217 currency in 'currency', "
                    + "found the text \"nok\" [unknown-currency]"
            ),
            (
                #"{"amount":1.25,"currency":"NOK"}"#,
                "items[1].amount: error: expected an integer of minor units, found the fraction 1.25 "
                    + "[inexact-number]"
            ),
        ]
    )
    func values(record: String, expected: String) {
        let pages = [page("{}"), page(#"{"id":"a"}"#, record, "{}")]
        for batchRows in [1, 2, 7, 16_384] {
            let decoded = Decoded(Self.columns, pages, batchRows: batchRows)
            #expect(decoded.message == "partition p, page 2, row 2, " + expected)
            #expect(decoded.rows.map { $0[0] } == [nil, "a"])
        }
    }

    @Test(
        "malformed pages name byte and row, after the rows before",
        arguments: [
            (#"{"id":"b",}"#, "row 2, items[1]: error: byte 31: expected a key in double quotes"),
            (#"{"id" "b"}"#, "row 2, items[1].id: error: byte 27: expected ':' after a key"),
            (#"{"id":b}"#, "row 2, items[1].id: error: byte 27: expected true, false or null"),
            (#"{"id":01}"#, "row 2, items[1].id: error: byte 27: not a number as JSON writes them"),
            (#"{"id":"\x"}"#, "row 2, items[1].id: error: byte 28: not an escape that JSON knows"),
            (
                #"{"id":"\ud800"}"#,
                "row 2, items[1].id: error: byte 28: half of a surrogate pair stands alone"
            ),
            (#"{"x":[1 2]}"#, "row 2, items[1].x[0]: error: byte 29: expected ',' or ']'"),
            (#"{"id":"b"]"#, "row 2, items[1].id: error: byte 30: expected ',' or '}'"),
        ]
    )
    func malformed(record: String, expected: String) {
        let text = "{\"items\":[{\"id\":\"a\"},\(record)]}"
        for batchRows in [1, 16_384] {
            let decoded = Decoded(Self.columns, [text], batchRows: batchRows)
            #expect(decoded.message == "partition p, page 1, \(expected) [malformed-json]")
            #expect(decoded.rows.count == 1)
        }
    }

    @Test(
        "a whole page can be at fault",
        arguments: [
            ("", "the page is empty"),
            ("{\"items\":[]", "byte 11: the page ends in the middle of a value"),
            ("{\"items\":[]} x", "byte 13: something follows the end of the value"),
            ("{\"items\":\"", "byte 9: the string has no end"),
            ("{\"items\":\"a\u{1}\"}", "byte 11: a control character in a string"),
        ]
    )
    func pages(text: String, expected: String) {
        let decoded = Decoded(Self.columns, [text])
        #expect(decoded.message == "partition p, page 1: error: \(expected) [malformed-json]")
    }

    @Test("a page that ends within the list names the row it ends in", arguments: 0...22)
    func truncated(count: Int) {
        let whole = "{\"items\":[{\"id\":\"a\"},{\"id\":\"b\"}]}"
        let text = String(whole.prefix(10 + count))
        let decoded = Decoded(Self.columns, [text])
        #expect(decoded.error?.code.name == "malformed-json")
        // A string without an end is found before any row is read.
        let isClosed = text.count { $0 == "\"" }.isMultiple(of: 2)
        #expect(decoded.rows.count == (count < 10 || !isClosed ? 0 : count < 21 ? 1 : 2))
    }

    @Test("bytes that are not UTF-8 are named")
    func notUTF8() {
        let bytes = Bytes(
            copying: Array("{\"items\":[{\"id\":\"".utf8) + [0xC3, 0x28] + Array("\"}]}".utf8)
        )
        let decoded = Decoded(Self.columns, bytes: [bytes])
        #expect(
            decoded.message
                == "partition p, page 1, row 1, items[0].id: error: byte 17: not UTF-8 [malformed-json]"
        )
    }

    @Test(
        "pages of another shape say what is missing",
        arguments: [
            ("{\"entries\":[]}", "the page has no list 'items'"),
            ("{\"items\":null}", "'items' is no list"),
            ("{\"items\":[],\"items\":[]}", "'items' occurs twice"),
            ("7", "the page has no list 'items'"),
        ]
    )
    func shapes(text: String, expected: String) {
        let decoded = Decoded(Self.columns, [text])
        #expect(decoded.message == "partition p, page 1: error: \(expected) [unexpected-shape]")
    }

    @Test("a record that is no object names its row")
    func notARecord() {
        let decoded = Decoded(Self.columns, ["{\"items\":[{\"id\":\"a\"},7]}"])
        #expect(
            decoded.message
                == "partition p, page 1, row 2, items[1]: error: a record is no object [unexpected-shape]"
        )
        #expect(decoded.rows.count == 1)
    }

    @Test("nesting ends at a limit", arguments: [1_022, 1_023, 5_000, 200_000])
    func depth(count: Int) {
        let value = String(repeating: "[", count: count) + String(repeating: "]", count: count)
        let decoded = Decoded(plan(.field("a", .json)), ["{\"items\":[{\"a\":\(value)}]}"])
        #expect((decoded.error == nil) == (count + 3 <= 1_024))
        if decoded.error != nil { #expect(decoded.message.contains("more than 1024 values")) }
    }

    @Test("after an error the decoder can be used again")
    func reuse() throws {
        let decoder = JSONRecordDecoder(plan(.field("a", .int64)))
        #expect(throws: PipelineError.self) {
            try decoder.decode(Bytes(page("{\"a\":1}", "{\"a\":\"x\"}")), number: 1) { _ in }
        }
        var rowCount = 0
        try decoder.decode(Bytes(page("{\"a\":1}")), number: 1) { rowCount += $0.rowCount }
        try decoder.flush { rowCount += $0.rowCount }
        #expect(rowCount == 1)
    }
}

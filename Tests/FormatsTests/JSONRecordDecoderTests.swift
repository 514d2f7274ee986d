// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Formats
import Testing

@Suite("Records to batches")
struct JSONRecordDecoderTests {
    private static let entry = plan(
        .constant("ledgerId"),
        .field("id", .text),
        .money("amount", currency: "currency"),
        .field("currency", .text),
        .field("date", .date),
        .field("time", .timestamp),
        .field("open", .boolean)
    )

    @Test("each type is read, the currency may come after the money")
    func types() {
        let text = page(
            #"{"id":"a","amount":-105,"currency":"NOK","date":"2026-10-01","#
                + #""time":"2026-10-01T08:12:45.118302Z","open":true}"#,
            #"{"open":false,"time":null,"currency":"JPY","amount":7}"#
        )
        let decoded = Decoded(Self.entry, [text], constants: ["ledgerId": "418207"])
        #expect(
            decoded.rows == [
                [
                    "418207", "a", "-1.05", "NOK", "2026-10-01", "2026-10-01T08:12:45.118302Z",
                    "true",
                ],
                ["418207", nil, "7", "JPY", nil, nil, "false"],
            ]
        )
        #expect(decoded.error == nil)
        #expect(decoded.hash.recordCount == 2)
        #expect(decoded.places[1] == "partition p, page 1, row 2, items[1]")
    }

    @Test(
        "times with and without colon, fraction and zone",
        arguments: [
            ("2026-10-01T08:12:45Z", "2026-10-01T08:12:45.000000Z"),
            ("2026-10-01T08:12:45.1+02:00", "2026-10-01T06:12:45.100000Z"),
            ("2026-10-01T08:12:45.118302+0200", "2026-10-01T06:12:45.118302Z"),
            ("2026-10-01T00:12:45.1183029-0130", "2026-10-01T01:42:45.118302Z"),
            ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
            ("2024-02-29T23:30:00-01:00", "2024-03-01T00:30:00.000000Z"),
        ]
    )
    func times(text: String, expected: String) {
        let decoded = Decoded(plan(.field("t", .timestamp)), [page("{\"t\":\"\(text)\"}")])
        #expect(decoded.rows == [[expected]])
    }

    @Test(
        "what is no time is refused",
        arguments: [
            "2026-10-01", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-10-01T24:00:00Z",
            "2026-10-01T00:60:00Z", "2026-10-01T00:00:00", "2026-10-01T00:00:00.Z",
            "2026-10-01T00:00:00.12345678Z", "2026-10-01T00:00:00+2", "2026-10-01T00:00:00Zx",
            "2026-10-01X00:00:00Z", "2026-10-01T00:00:00+02:0", "",
        ]
    )
    func badTimes(text: String) {
        let decoded = Decoded(plan(.field("t", .timestamp)), [page("{\"t\":\"\(text)\"}")])
        #expect(decoded.error?.code.name == "wrong-type")
    }

    @Test("numbers come out as they went in, or as an error")
    func exactNumbers() {
        let columns = plan(
            .field("i", .int64),
            .field("d", .decimal(precision: 38, scale: 9)),
            .field("f", .float64)
        )
        func decode(_ value: String, _ key: String) -> String {
            let decoded = Decoded(columns, [page("{\"\(key)\":\(value)}")])
            let row = decoded.rows.first?.compactMap { $0 }.first
            return decoded.error?.code.name ?? row ?? "null"
        }
        #expect(decode("9007199254740993", "i") == "9007199254740993")
        #expect(decode("9223372036854775807", "i") == "9223372036854775807")
        #expect(decode("-9223372036854775808", "i") == "-9223372036854775808")
        #expect(decode("9223372036854775808", "i") == "out-of-range")
        #expect(decode("123456789012345678", "i") == "123456789012345678")
        #expect(decode("-0", "i") == "0")
        #expect(decode("1e2", "i") == "100")
        #expect(decode("100.0", "i") == "100")
        #expect(decode("1.5", "i") == "inexact-number")
        #expect(decode("1e400", "i") == "out-of-range")
        #expect(decode("0.1", "d") == "0.100000000")
        #expect(decode("1234567890.123456789", "d") == "1234567890.123456789")
        #expect(
            decode("-12345678901234567890123456789.123456789", "d")
                == "-12345678901234567890123456789.123456789"
        )
        #expect(decode("1.0000000001", "d") == "inexact-number")
        #expect(decode("1e30", "d") == "out-of-range")
        #expect(decode("1e-9", "d") == "0.000000001")
        #expect(decode("0e999999999999", "d") == "0.000000000")
        #expect(decode("0.1", "f") == "0.1")
        #expect(decode("-0.0", "f") == "-0")
        #expect(decode("0.30000000000000004", "f") == "0.30000000000000004")
        #expect(decode("9007199254740992", "f") == "9007199254740992")
        #expect(decode("9007199254740993", "f") == "inexact-number")
        #expect(decode("1234567890.123456789", "f") == "inexact-number")
        #expect(decode("1e400", "f") == "out-of-range")
        #expect(decode("1e-400", "f") == "out-of-range")
    }

    @Test("escapes and surrogate pairs are resolved, in keys too")
    func escapes() {
        let record = #"{"\u0061":"\"\\\/\b\f\n\r\t\u00e6\ud83d\ude00","b":"plain","c":"\u0000"}"#
        let decoded = Decoded(
            plan(.field("a", .text), .field("b", .text), .field("c", .text)),
            [page(record)]
        )
        #expect(decoded.rows == [["\"\\/\u{8}\u{c}\n\r\tæ😀", "plain", "\0"]])
        #expect(decoded.unknown.isEmpty)
    }

    @Test("nested objects become dotted columns, lists and the rest JSON")
    func nested() {
        let record = """
            { "owner" : { "id" : "1", "scheme" : "x", "more" : [ 1 , 2 ] }, "list" : [ "a b" , {"k": null} ],
              "n" : 1.50, "s": "q\\"", "z": null }
            """
        let columns = plan(
            .field("owner.id", .text),
            .field("list", .json),
            .extra("extra")
        )
        let decoded = Decoded(columns, [page(record, "{}", #"{"owner.id":"2","owner":null}"#)])
        let extra = #"{"owner.scheme":"x","owner.more":[1,2],"n":1.50,"s":"q\""}"#
        #expect(
            decoded.rows == [
                ["1", #"["a b",{"k":null}]"#, extra], [nil, nil, nil], ["2", nil, nil],
            ]
        )
        #expect(decoded.unknown == ["owner.scheme": 1, "owner.more": 1, "n": 1, "s": 1])
    }

    @Test("a whole object and a member of it can both be columns")
    func objectAndMember() {
        let columns = plan(.field("o", .json), .field("o.a", .int64))
        #expect(Decoded(columns, [page(#"{"o": {"a": 1}}"#)]).rows == [[#"{"a":1}"#, "1"]])
    }

    @Test("of a key that occurs twice the last one counts")
    func duplicates() {
        let decoded = Decoded(
            plan(.field("a", .int64)),
            [page(#"{"a":1,"a":2}"#, #"{"a":1,"a":null}"#)]
        )
        #expect(decoded.rows == [["2"], [nil]])
    }

    @Test("records stand at a path, or are the page")
    func recordPaths() {
        let columns: [JSONDecodePlan.Column] = [.field("a", .int64)]
        let top = JSONDecodePlan(recordPath: [], columns: columns)
        #expect(
            Decoded(top, [#"[{"a":1}]"#, "\u{FEFF}[]", " [ { \"a\" : 2 } ] "]).rows == [
                ["1"], ["2"],
            ]
        )
        let deep = JSONDecodePlan(recordPath: ["data", "list"], columns: columns)
        let text = #"{"x":{"list":3},"data":{"y":[1],"list":[{"a":1}],"z":{}},"list":0}"#
        #expect(Decoded(deep, [text]).rows == [["1"]])
        #expect(Decoded(deep, ["{\"data\":{}}"]).message.contains("no list 'data.list'"))
        #expect(Decoded(deep, ["[]"]).error?.code.name == "unexpected-shape")
    }

    @Test("batches are full, rows know their page", arguments: [1, 2, 7, 16_384])
    func batchSizes(batchRows: Int) {
        let pages = (0..<5).map { number in
            page(
                (0..<number * 3).map { "{\"a\":\($0),\"b\":\"\($0 % 4)\"}" }.joined(separator: ",")
            )
            .replacing("[,", with: "[")
        }
        let columns = plan(.field("a", .int64), .field("b", .text))
        let decoded = Decoded(columns, pages, batchRows: batchRows)
        #expect(decoded.error == nil)
        #expect(decoded.rows == Decoded(columns, pages).rows)
        #expect(decoded.places == Decoded(columns, pages).places)
        #expect(decoded.batchSizes.dropLast().allSatisfy { $0 == batchRows })
        #expect(decoded.places.last == "partition p, page 5, row 12, items[11]")
    }

    @Test("columns of few values are dictionaries, whose layout does not show")
    func dictionaries() throws {
        let records = (0..<3_000).map { "{\"a\":\"v\($0 % 5)\",\"b\":\"v\($0)\",\"c\":null}" }
        let columns = plan(.field("a", .text), .field("b", .text), .field("c", .text))
        let decoder = JSONRecordDecoder(columns)
        var batches: [RecordBatch] = []
        for _ in 0..<2 {
            try decoder.decode(Bytes(page(records.joined(separator: ","))), number: 1) {
                batches.append($0)
            }
            try decoder.flush { batches.append($0) }
        }
        for batch in batches {
            guard case .text(let few) = batch.columns[0], case .text(let many) = batch.columns[1],
                case .text(let none) = batch.columns[2]
            else { throw Unexpected() }
            #expect(few.codes != nil && few.valueCount == 5)
            #expect(many.codes == nil)
            #expect(none.validity?.setCount == 0)
            for row in 0..<3_000 {
                #expect(few[row] == "v\(row % 5)" && many[row] == "v\(row)" && none[row] == nil)
            }
        }
    }

    struct Unexpected: Error {}
}

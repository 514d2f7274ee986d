// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Formats
import Testing

@Suite("What is wrong with a CSV page")
struct CSVErrorTests {
    private static let plan = csvPlan(
        .field("i", .int64),
        .field("d", .decimal(precision: 5, scale: 2)),
        .field("f", .float64),
        .field("day", .date),
        .field("at", .timestamp),
        .field("flag", .boolean),
        .field("j", .json)
    )
    private static let header = "i,d,f,day,at,flag,j\n"

    @Test("a declared column that the header lacks, never nulls")
    func missingColumn() throws {
        let fields = [Field("id", .int64), Field("total", .text)]
        func read(declaring declared: [Field]) throws {
            let decoder = CSVRecordDecoder(
                CSVDecodePlan(
                    CSVDialect(),
                    columns: fields.map { .field($0.name, $0.type) },
                    inference: InferenceNote(declaring: declared)
                )
            )
            decoder.startPartition("p")
            _ = try decoder.decode(Bytes("id,Total\n1,2\n"), number: 1) { _ in }
        }
        let error = #expect(throws: PipelineError.self) { try read(declaring: fields) }
        #expect(
            error?.description == """
                partition p, page 1: error: the header has no column 'total'; it names 'id', 'Total' [unexpected-shape]
                  = fix: did you mean 'Total'? declare the column as the file spells it, or leave it out
                """
        )
        try read(declaring: [fields[0]])
    }

    @Test(
        "values name page, row, line and column",
        arguments: [
            ("abc,,,,,,", "i: error: line 5: expected an integer, found 'abc' [wrong-type]"),
            (
                "1.5,,,,,,",
                "i: error: line 5: expected an integer, found the fraction '1.5' [inexact-number]"
            ),
            (
                "9223372036854775808,,,,,,",
                "i: error: line 5: '9223372036854775808' does not fit into int64 [out-of-range]"
            ),
            ("1 000,,,,,,", "i: error: line 5: expected an integer, found '1 000' [wrong-type]"),
            (
                ",0.001,,,,,",
                "d: error: line 5: '0.001' has more decimals than decimal(5, 2) [inexact-number]\n"
                    + "  = fix: declare the column as a decimal with enough digits"
            ),
            (
                ",1000,,,,,",
                "d: error: line 5: '1000' does not fit into decimal(5, 2) [out-of-range]"
            ),
            (",\"1,5\",,,,,", "d: error: line 5: expected a number, found '1,5' [wrong-type]"),
            (",,NaN,,,,", "f: error: line 5: expected a number, found 'NaN' [wrong-type]"),
            (",,1e999,,,,", "f: error: line 5: '1e999' does not fit into float64 [out-of-range]"),
            (
                ",,,2026-02-30,,,",
                "day: error: line 5: expected a date as YYYY-MM-DD, found '2026-02-30' [wrong-type]"
            ),
            (
                ",,,,2026-10-01 08:00:00,,",
                "at: error: line 5: expected a time as 2026-10-01T08:12:45Z, "
                    + "found '2026-10-01 08:00:00' [wrong-type]"
            ),
            (",,,,,yes,", "flag: error: line 5: expected true or false, found 'yes' [wrong-type]"),
            (",,,,,,{", "j: error: line 5: expected JSON, found '{' [wrong-type]"),
        ]
    )
    func values(row: String, expected: String) {
        let text = Self.header + "1,,,,,,\n,,,,,,\"[\n]\"\n\(row)\n1,,,,,,\n"
        for batchRows in [1, 2, 16_384] {
            let decoded = DecodedCSV(Self.plan, text, batchRows: batchRows)
            #expect(decoded.message == "partition p, page 1, row 3, " + expected)
            #expect(decoded.rows.count == 2)
        }
    }

    @Test("the first value of the first row is reported")
    func first() {
        let decoded = DecodedCSV(Self.plan, "j,i,d\n{},1,1\n{},x,y\n{,z,1\n")
        #expect(decoded.message.contains("row 2, i: error: line 3"))
    }

    @Test(
        "rows that are no rows",
        arguments: [
            (
                "1,2,3\n",
                "row 2: error: line 3: 3 values, but 2 in the header [malformed-csv]\n"
                    + "  = fix: put values that hold the delimiter in quotes"
            ),
            (
                "1\n",
                "row 2: error: line 3: 1 value, but 2 in the header [malformed-csv]\n"
                    + "  = fix: if another character stands between the values, set delimiter"
            ),
            (
                "\"a\"b,2\n",
                "row 2: error: line 3: something stands between a closing quote and the value's end [malformed-csv]\n  = fix: double the quotes within a value in "
                    + "quotes; if quotes mean nothing in this file, set quote: none"
            ),
            (
                "\"a,2\n3,4\n",
                "row 2: error: line 3: a value that begins with a quote has no end [malformed-csv]\n"
                    + "  = fix: if quotes mean nothing in this file, set quote: none"
            ),
        ]
    )
    func shapes(rest: String, expected: String) {
        let decoded = DecodedCSV(
            csvPlan(.field("a", .text), .field("b", .text)),
            "a,b\n1,2\n" + rest
        )
        #expect(decoded.message == "partition p, page 1, " + expected)
        #expect(decoded.rows == [["1", "2"]])
    }

    @Test("stray quotes are found at every place of a block of 64 bytes", arguments: 0..<140)
    func strayQuotes(padding: Int) {
        let good = String(repeating: "x", count: padding)
        let plan = csvPlan(.field("a", .text), .field("b", .text))
        for bad in ["\"y\"z", "\"\"\"y\"z\"", "y,\"\"x"] {
            let decoded = DecodedCSV(plan, "a,b\n\(good),1\n\(bad),\"2\"\n")
            #expect(decoded.error?.code.name == "malformed-csv")
            #expect(decoded.rows.count == 1)
        }
        let fine = DecodedCSV(plan, "a,b\n\(good),\"\"\"1\"\"\"\r\n\"\",\"\"\"\"\r\n")
        #expect(fine.message == "")
        let bare = DecodedCSV(plan, "a,b\n\(good)5\" pipe,\"x,\"\ny\"\"z\",\"\n\"\n")
        #expect(bare.message == "")
        #expect(bare.rows == [["\(good)5\" pipe", "x,"], ["y\"\"z\"", "\n"]])
        let first: String? = good.isEmpty ? nil : good
        #expect(fine.rows == [[first, "\"1\""], ["", "\""]])
    }

    @Test("bytes that are not UTF-8 name their line, after the rows before them")
    func encoding() {
        let plan = csvPlan(.field("a", .text))
        let page = Bytes(copying: Array("a\nx\ny\n".utf8) + [0xE6, 0x0A, 0x7A, 0x0A])
        let decoded = DecodedCSV(plan, [page])
        #expect(
            decoded.message
                == "partition p, page 1, row 3: error: line 4: not UTF-8 [malformed-csv]\n"
                + "  = fix: save it as UTF-8, for example with 'iconv -f WINDOWS-1252 -t UTF-8'"
        )
        #expect(decoded.rows == [["x"], ["y"]])
    }

    @Test("headers")
    func headers() {
        let plan = csvPlan(.field("a", .text))
        #expect(
            DecodedCSV(plan, "b,c,b\n").message
                == "partition p, page 1: error: the header names 'b' twice [unexpected-shape]\n"
                + "  = fix: rename one, or set header: false with skip_lines: 1 and list a schema"
        )
        #expect(
            DecodedCSV(plan, "1;2\n3;4\n").message
                == "partition p, page 1: error: the header names '1;2', none of which is asked for "
                + "[unexpected-shape]\n"
                + "  = fix: if the file has no header, set header: false; check the delimiter"
        )
    }

    @Test("a later block names the lines of its file")
    func laterBlocks() {
        let plan = csvPlan(.field("a", .int64))
        let decoded = DecodedCSV(
            plan,
            [Bytes("a\n1\n"), Bytes("a\n2\nx\n")],
            firstLines: [nil, 3]
        )
        #expect(decoded.message.hasPrefix("partition p, page 2, row 2, a: error: line 4: "))
    }

    @Test("a value that an inferred column cannot hold gets advice")
    func inferred() {
        let plan = CSVDecodePlan(
            CSVDialect(),
            columns: [.field("a", .int64), .field("the b", .decimal(precision: 38, scale: 2))],
            inference: InferenceNote(rowCount: 1_000)
        )
        #expect(
            DecodedCSV(plan, "a,the b\n007,1\n").message
                == "partition p, page 1, row 1, a: error: line 2: expected an integer, found '007' "
                + "[wrong-type]\n  = fix: 'a' was inferred as int64 from the first 1000 rows; declare "
                + "it: schema: {a: text, '*': infer}"
        )
        #expect(
            DecodedCSV(plan, "a,the b\n1.5,1\n").message.hasSuffix(
                "declare it: schema: {a: \"decimal(38, 1)\", '*': infer}"
            )
        )
        #expect(
            DecodedCSV(plan, "a,the b\n1,1.2345\n").message.hasSuffix(
                "declare it: schema: {'the b': \"decimal(38, 4)\", '*': infer}"
            )
        )
    }
}

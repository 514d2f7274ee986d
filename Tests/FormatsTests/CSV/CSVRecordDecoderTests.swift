// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Formats
import Testing

@Suite("CSV")
struct CSVRecordDecoderTests {
    private static let typed = csvPlan(
        .field("b", .boolean),
        .field("i", .int64),
        .field("d", .decimal(precision: 10, scale: 2)),
        .field("f", .float64),
        .field("day", .date),
        .field("at", .timestamp),
        .field("t", .text),
        .field("j", .json)
    )

    @Test("each type by its text", arguments: [1, 2, 16_384])
    func types(batchRows: Int) {
        let decoded = DecodedCSV(
            Self.typed,
            #"""
            b,i,d,f,day,at,t,j
            true,1,1.5,0.1,2026-10-01,2026-10-01T08:12:45Z,x,"{""a"" : 1}"
            FALSE,-9223372036854775808,-12345678.90,1e3,0001-01-01,2026-10-01 10:12:45+02:00,"a,b",[1]
            1, +007 ,.5,-2.5,,,"",7
            ,,,,,,,
            0,100.0,7,0,"2026-02-28",,"say ""hi""",

            """#,
            batchRows: batchRows
        )
        #expect(decoded.message == "")
        #expect(
            decoded.rows == [
                [
                    "true", "1", "1.50", "0.1", "2026-10-01", "2026-10-01T08:12:45.000000Z", "x",
                    #"{"a":1}"#,
                ],
                [
                    "false", "-9223372036854775808", "-12345678.90", "1000", "0001-01-01",
                    "2026-10-01T08:12:45.000000Z", "a,b", "[1]",
                ],
                ["true", "7", "0.50", "-2.5", nil, nil, "", "7"],
                [nil, nil, nil, nil, nil, nil, nil, nil],
                ["false", "100", "7.00", "0", "2026-02-28", nil, #"say "hi""#, nil],
            ]
        )
    }

    @Test("line ends, byte order mark, empty lines, no end")
    func lines() {
        let plan = csvPlan(.field("a", .int64), .field("b", .text))
        let expected: [[String?]] = [["1", "x"], ["2", "y"]]
        for text in [
            "a,b\n1,x\n2,y\n", "a,b\r\n1,x\r\n2,y\r\n", "a,b\r1,x\r2,y\r", "a,b\n1,x\r\n2,y",
            "\u{FEFF}a,b\n1,x\n2,y", "\n\na,b\n\n1,x\n\r\n\n2,y\n\n",
            "\"a\",\"b\"\r\n\"1\",x\r\n2,\"y\"",
        ] {
            let decoded = DecodedCSV(plan, text)
            #expect(decoded.message == "")
            #expect(decoded.rows == expected, "\(text.debugDescription)")
        }
    }

    @Test("an empty line of a file with one column is a null")
    func oneColumn() {
        let decoded = DecodedCSV(csvPlan(.field("a", .text)), "a\n\nx\n\"\"\n\n")
        #expect(decoded.rows == [[nil], ["x"], [""], [nil]])
    }

    @Test("quoted line ends, delimiters and quotes")
    func quotes() {
        let plan = csvPlan(.field("a", .text), .field("b", .text))
        let decoded = DecodedCSV(plan, "a,b\n\"x\ny\",\"\"\"\"\n\"\r\n,\",\"p\"\"q\"\"\"\r\n")
        #expect(decoded.rows == [["x\ny", "\""], ["\r\n,", "p\"q\""]])
    }

    @Test("dialects")
    func dialects() {
        let semicolons = csvPlan(
            .field("a", .decimal(precision: 10, scale: 2)),
            .field("b", .float64),
            .field("c", .text)
        ) {
            $0.delimiter = ";"
            $0.decimalSeparator = ","
            $0.quote = "'"
            $0.nulls = ["NULL", "-"]
        }
        let decoded = DecodedCSV(
            semicolons,
            "c;a;b\n'x;''y';1,25;0,5\nNULL;-;\n'NULL';7;NULL\n;-0,5;1\n"
        )
        #expect(decoded.message == "")
        #expect(
            decoded.rows == [
                ["1.25", "0.5", "x;'y"], [nil, nil, nil], ["7.00", nil, "NULL"],
                ["-0.50", "1", ""],
            ]
        )
        let bare = csvPlan(.field("x", .text), .field("y", .int64)) {
            $0.delimiter = "\t"
            $0.hasHeader = false
            $0.quote = nil
            $0.skippedLineCount = 2
        }
        #expect(
            DecodedCSV(bare, "made \"by hand\n\n\"a\t1\nb\"c\t2").rows == [
                ["\"a", "1"], ["b\"c", "2"],
            ]
        )
    }

    @Test(
        "columns are found by name; unknown ones are counted, kept on request; missing ones are null"
    )
    func columns() {
        let text = "id,odd \"name\",z,\n1,2,,4\n,\"q\"\"\n\",9,\n"
        let plan = csvPlan(.field("z", .int64), .field("none", .date), .field("id", .text))
        let proper = text.replacing("odd \"name\"", with: "\"odd \"\"name\"\"\"")
        #expect(DecodedCSV(plan, text) == DecodedCSV(plan, proper))
        let decoded = DecodedCSV(plan, proper)
        #expect(decoded.message == "")
        #expect(decoded.rows == [[nil, nil, "1"], ["9", nil, nil]])
        #expect(decoded.unknown == ["odd \"name\"": 2, "column4": 1])
        let kept = csvPlan(.field("z", .int64), .extra("extra"))
        #expect(
            DecodedCSV(kept, proper).rows == [
                [nil, #"{"id":"1","odd \"name\"":"2","column4":"4"}"#],
                ["9", #"{"odd \"name\"":"q\"\n"}"#],
            ]
        )
    }

    @Test("a page without rows, and none at all")
    func nothing() {
        let plan = csvPlan(.field("a", .int64))
        for text in ["", "\n", "a", "a\n", "\u{FEFF}a\r\n"] {
            let decoded = DecodedCSV(plan, text)
            #expect(decoded.message == "" && decoded.rows.isEmpty)
        }
    }
}

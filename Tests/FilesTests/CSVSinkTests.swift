// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Files

@Suite("csv")
struct CSVSinkTests {
    private func sink(_ changes: [String: StageOptions.Value] = [:]) throws -> CSVSink {
        let defaults: [String: StageOptions.Value] = [
            "path": .text("out/a.csv"),
            "header": .boolean(true),
            "delimiter": .text(","),
            "decimal_separator": .text("."),
            "null": .text(""),
            "bom": .boolean(false),
            "formula_guard": .boolean(false),
            "line_end": .text("lf"),
            "level": .integer(2),
        ]
        return try CSVSink(StageOptions(defaults.merging(changes) { $1 }))
    }

    private func file(
        _ batch: RecordBatch,
        _ changes: [String: StageOptions.Value] = [:]
    ) throws -> String {
        try SampleRows.file(sink(changes), batch)
    }

    @Test("each type has its one way of being written")
    func everyType() throws {
        #expect(
            try file(SampleRows.typed()) == """
                boolean,int64,float64,decimal,money,currency,owner.id,date,timestamp,json
                true,-1,0.1,-0.0005,-1.00,NOK,api:1,2026-10-01,2026-10-01T08:32:45.118302Z,\
                "{""a"":[1,""x""]}"
                false,9223372036854775807,-1e+300,12.3400,1234567,JPY,"",1970-01-01,\
                1970-01-01T00:00:00.000000Z,[]
                ,,,,,,,,,

                """
        )
    }

    @Test("quotes stand only where they are needed")
    func quotes() throws {
        let texts = ["a b", "a,b", "a;b", "say \"hi\"", "a\nb", "a\rb", "", nil, "æøå 🎉", " x "]
        #expect(
            try file(SampleRows.texts(texts))
                == "text\na b\n\"a,b\"\na;b\n\"say \"\"hi\"\"\"\n\"a\nb\"\n\"a\rb\"\n\"\"\n\n"
                + "æøå 🎉\n x \n"
        )
        #expect(try file(SampleRows.texts(["1"], name: "a,b")) == "\"a,b\"\n1\n")
    }

    @Test(
        "delimiter",
        arguments: [
            (";", "text;n\n\"a;b\";1\n"), ("|", "text|n\na;b|1\n"), ("tab", "text\tn\na;b\t1\n"),
        ]
    )
    func delimiter(word: String, expected: String) throws {
        let batch = SampleRows.batch(
            Schema([Field("text", .text), Field("n", .int64)]),
            [.text(TextArray(["a;b"])), .int64(Int64Array([1]))]
        )
        #expect(try file(batch, ["delimiter": .text(word)]) == expected)
    }

    @Test("decimal_separator reaches money, decimals and doubles, not text")
    func decimalSeparator() throws {
        let changes: [String: StageOptions.Value] = [
            "decimal_separator": .text(","), "delimiter": .text(";"), "header": .boolean(false),
        ]
        let expected = """
            true;-1;0,1;-0,0005;-1,00;NOK;api:1;2026-10-01;2026-10-01T08:32:45.118302Z;\
            "{""a"":[1,""x""]}"

            """
        #expect(try file(SampleRows.typed(), changes).hasPrefix(expected))
        #expect(try file(SampleRows.texts(["1.5"]), changes) == "1.5\n")
    }

    @Test("a delimiter equal to the decimal separator is a fault")
    func ambiguousDelimiter() {
        let error = #expect(throws: PipelineError.self) {
            try sink(["decimal_separator": .text(",")])
        }
        #expect(
            error?.description == """
                error: the decimal separator is also the delimiter [ambiguous-delimiter]
                  = fix: add delimiter: ';'
                """
        )
    }

    @Test("the layout of a text column never shows", arguments: ["", "NULL"], [true, false])
    func layout(null: String, isGuarded: Bool) throws {
        let texts = ["a b", "a,b", "say \"hi\"", "", nil, "NULL", "=1+1", "æøå 🎉", "a\nb", "x"]
        let changes: [String: StageOptions.Value] = [
            "null": .text(null), "formula_guard": .boolean(isGuarded),
        ]
        #expect(
            try file(SampleRows.dictionary(texts), changes)
                == file(SampleRows.texts(texts), changes)
        )
    }

    @Test("header: false leaves the first line out")
    func header() throws {
        #expect(try file(SampleRows.texts(["a"]), ["header": .boolean(false)]) == "a\n")
    }

    @Test("null says how a null is written, and a text that reads the same is quoted")
    func null() throws {
        let batch = SampleRows.texts([nil, "", "NULL", "x"])
        let expected = "text\nNULL\n\"\"\n\"NULL\"\nx\n"
        #expect(try file(batch, ["null": .text("NULL")]) == expected)
    }

    @Test("a text for null that would need quotes is a fault", arguments: ["a,b", "\"", "\n"])
    func nullNeedsQuotes(null: String) {
        let error = #expect(throws: PipelineError.self) { try sink(["null": .text(null)]) }
        #expect(
            error?.description == """
                error: the text for null holds the delimiter, a quote or a line end \
                [null-needs-quotes]
                  = fix: use a plain word such as NULL, or leave 'null' out
                """
        )
    }

    @Test("bom begins the file with a byte order mark, once")
    func byteOrderMark() throws {
        #expect(try file(SampleRows.texts(["a"]), ["bom": .boolean(true)]) == "\u{FEFF}text\na\n")
        let changes: [String: StageOptions.Value] = [
            "bom": .boolean(true), "header": .boolean(false),
        ]
        #expect(try file(SampleRows.texts(["a"]), changes) == "\u{FEFF}a\n")
    }

    @Test("formula_guard reaches texts that begin like a formula, never numbers")
    func formulaGuard() throws {
        let texts = ["=1+1", "+47", "-1", "@x", "\tx", "\rx", "a=b", "", nil, "=\"a\""]
        #expect(
            try file(SampleRows.texts(texts), ["formula_guard": .boolean(true)])
                == "text\n'=1+1\n'+47\n'-1\n'@x\n'\tx\n\"'\rx\"\na=b\n\"\"\n\n\"'=\"\"a\"\"\"\n"
        )
        #expect(try file(SampleRows.texts(["=1+1"])) == "text\n=1+1\n")
        let number = SampleRows.batch(Schema([Field("n", .int64)]), [.int64(Int64Array([-1]))])
        #expect(try file(number, ["formula_guard": .boolean(true)]) == "n\n-1\n")
    }

    @Test("line_end: crlf ends the header and each row, not the lines within a text")
    func lineEnd() throws {
        #expect(
            try file(SampleRows.texts(["a", "b\nc"]), ["line_end": .text("crlf")])
                == "text\r\na\r\n\"b\nc\"\r\n"
        )
    }

    @Test("every type can be null in every row")
    func allNull() throws {
        #expect(
            try file(SampleRows.allNull(), ["header": .boolean(false), "null": .text("-")])
                == "-,-,-,-,-,-,-,-,-,-\n-,-,-,-,-,-,-,-,-,-\n"
        )
    }

    @Test("no rows give the header alone")
    func noRows() throws {
        #expect(try file(SampleRows.texts([])) == "text\n")
        #expect(try file(SampleRows.texts([]), ["header": .boolean(false)]) == "")
    }

    @Test("a path that ends in .gz is compressed at the level asked for")
    func compression() throws {
        #expect(try sink().compression == .none)
        #expect(try sink(["path": .text("a.csv.gz")]).compression == .gzip(level: 2))
        #expect(
            try sink(["path": .text("a.csv.gz"), "level": .integer(9)]).compression
                == .gzip(level: 9)
        )
        #expect(try sink(["path": .text("a.gz.csv")]).compression == .none)
        #expect(try sink().path == "out/a.csv")
    }

    @Test("NaN and infinity cannot be written", arguments: [Double.nan, .infinity, -.infinity])
    func notANumber(value: Double) throws {
        let batch = SampleRows.batch(
            Schema([Field("x", .float64)]),
            [.float64(Float64Array([value]))]
        )
        #expect(throws: (any Error).self) { try file(batch) }
    }
}

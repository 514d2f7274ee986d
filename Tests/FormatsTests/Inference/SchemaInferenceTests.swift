// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Formats
import Testing

@Suite("Inferred columns")
struct SchemaInferenceTests {
    private func json(_ values: String...) throws -> String {
        var inference = SchemaInference(.json(.lines))
        let lines = values.map { "{\"a\":\($0)}" }.joined(separator: "\n")
        try inference.add(Bytes(lines), number: 1, partition: nil)
        return try inference.schema().description
    }

    private func csv(_ values: String...) throws -> String {
        var inference = SchemaInference(.csv(CSVDialect()))
        let text = "a\n" + values.joined(separator: "\n")
        try inference.add(Bytes(text), number: 1, partition: nil)
        return try inference.schema().description
    }

    @Test("types of JSON values")
    func jsonTypes() throws {
        #expect(try json("true", "false", "null") == "a boolean")
        #expect(try json("1", "-9223372036854775808", "null") == "a int64")
        #expect(try json("1", "9223372036854775808") == "a decimal(38, 0)")
        #expect(try json("1", "2.5", "0.125") == "a decimal(38, 3)")
        #expect(try json("1", "2.50") == "a decimal(38, 2)")
        #expect(try json("1", "0.1234567890") == "a float64")
        #expect(try json("1", "1e-7") == "a float64")
        #expect(try json("9007199254740993", "1e-7") == "a json")
        #expect(try json("1.12345678901234567890") == "a decimal(38, 20)")
        #expect(try json("123456789012345678901234567890123456789") == "a json")
        #expect(try json("1", "1e400") == "a json")
        #expect(try json("\"2026-10-01\"", "null") == "a date")
        #expect(
            try json("\"2026-10-01T08:12:45Z\"", "\"2026-10-01T08:12:45.118302+02:00\"")
                == "a timestamp"
        )
        #expect(try json("\"2026-10-01T08:12:45.1183021Z\"") == "a text")
        #expect(try json("\"2026-10-01\"", "\"2026-10-01T08:12:45Z\"") == "a text")
        #expect(try json("\"2026-02-30\"") == "a text")
        #expect(try json("\"x\"", "\"2026-10-01\"") == "a text")
        #expect(try json("null", "null") == "a text")
        #expect(try json("1", "\"x\"") == "a json")
        #expect(try json("true", "1") == "a json")
        #expect(try json("[1]", "null") == "a json")
        #expect(try json("{}", "null") == "a json")
    }

    @Test("types of CSV values")
    func csvTypes() throws {
        #expect(try csv("true", "FALSE", "") == "a boolean")
        #expect(try csv("1", "\"-2\"", "\"\"") == "a int64")
        #expect(try csv("0", "007") == "a text")
        #expect(try csv("-0") == "a text")
        #expect(try csv("+1") == "a text")
        #expect(try csv(" 1") == "a text")
        #expect(try csv("1", "2.5") == "a decimal(38, 1)")
        #expect(try csv("1", "x") == "a text")
        #expect(try csv("1", "true") == "a text")
        #expect(try csv("2026-10-01", "\"\"") == "a date")
        #expect(try csv("2026-10-01 08:12:45Z") == "a timestamp")
        #expect(try csv("2026-10-01 08:12:45") == "a text")
        #expect(try csv("", "\"\"") == "a text")
        #expect(try csv("NaN") == "a text")
        #expect(try csv() == "a text")
        var dialect = CSVDialect()
        (dialect.delimiter, dialect.decimalSeparator, dialect.hasHeader) = (";", ",", false)
        var inference = SchemaInference(.csv(dialect))
        try inference.add(Bytes("1,25;1.25;7\n2;3;\n"), number: 1, partition: nil)
        #expect(
            try inference.schema().description
                == "column1 decimal(38, 2), column2 text, column3 int64"
        )
    }

    @Test("objects become dotted columns, mixtures of objects and others stay whole")
    func objects() throws {
        var inference = SchemaInference(.json(.list(at: ["items"])))
        let text = """
            {"n":{"items":1},"items":[
              {"id":1,"owner":{"id":2,"deep":{"x":"y"}},"mix":{"q":1},"e":{"k":null}},
              {"late":true,"owner":null,"mix":3,"e":{},"id":null},
              {"owner":{},"list":[{"z":1}],"\\u0061":1}
            ]}
            """
        try inference.add(Bytes(text), number: 1, partition: nil)
        #expect(
            try inference.schema().description
                == "id int64, owner.id int64, owner.deep.x text, mix json, e.k text, late boolean, "
                + "list json, a int64"
        )
        #expect(inference.rowCount == 3)
        let declared = [Field("mix", .json), Field("owner", .json), Field("new", .date)]
        #expect(
            try inference.schema(declared: declared).description
                == "id int64, owner json, mix json, e.k text, late boolean, list json, a int64, new date"
        )
    }

    @Test("what was inferred decodes without a fault or a change", arguments: 0..<40)
    func decodes(seed: UInt64) throws {
        var random = RandomJSON(seed: seed)
        let kinds = [
            ["1", "-7", "9223372036854775807"], ["1", "9223372036854775808", "0.5"],
            ["0.1", "1e3", "2.5E-3"],
            ["true", "false"], ["\"a\"", "\"\""], ["\"2026-10-01\"", "\"1999-12-31\""],
            ["\"2026-10-01T08:12:45.000000Z\""], ["1", "\"x\"", "[1,2]", "{}"],
            ["{\"x\":1}", "{\"x\":2.25}"],
        ]
        let columns = (0..<6).map { _ in random.pick(kinds) }
        let lines = (0..<random.int(1...80)).map { _ in
            let members = columns.enumerated().map { number, values in
                "\"c\(number)\":\(random.chance(20) ? "null" : random.pick(values))"
            }
            return "{\(members.joined(separator: ","))}"
        }
        let page = Bytes(lines.joined(separator: "\n"))
        var inference = SchemaInference(.json(.lines))
        try inference.add(page, number: 1, partition: nil)
        let fields = try inference.schema().fields
        let plan = JSONDecodePlan(
            .lines,
            columns: fields.map { .field($0.name, $0.type) },
            inference: inference.note()
        )
        let decoded = Decoded(plan, bytes: [page])
        #expect(decoded.message == "", "seed \(seed)")
        #expect(decoded.unknown.isEmpty)
        #expect(decoded.rows.count == lines.count)
    }

    @Test("a later value that does not fit names column, type and the way out")
    func misfits() throws {
        func message(_ first: String, _ later: String) throws -> String {
            var inference = SchemaInference(.json(.lines))
            try inference.add(Bytes(first), number: 1, partition: nil)
            let plan = JSONDecodePlan(
                .lines,
                columns: try inference.schema().fields.map { .field($0.name, $0.type) },
                inference: inference.note()
            )
            return Decoded(plan, [first, later]).message
        }
        #expect(
            try message("{\"a\":1}\n{\"a\":2}", "{\"a\":3}\n{\"a\":\"x\"}")
                == "partition p, page 2, row 2, a: error: expected an integer, found the text \"x\" "
                + "[wrong-type]\n  = fix: 'a' was inferred as int64 from the first 2 rows; declare it: "
                + "schema: {a: json, '*': infer}"
        )
        for (first, later, fix) in [
            ("1", "1.25", "{a: \"decimal(38, 2)\", '*': infer}"),
            ("1", "9223372036854775808", "{a: \"decimal(38, 0)\", '*': infer}"),
            ("1.5", "1.2345", "{a: \"decimal(38, 4)\", '*': infer}"),
            ("\"2026-10-01\"", "\"soon\"", "{a: text, '*': infer}"),
            ("\"x\"", "{\"b\":1}", "{a: json, '*': infer}"),
            ("{\"b\":1}", "7", "{a: json, '*': infer}"), ("null", "7", "{a: json, '*': infer}"),
        ] {
            let message = try message("{\"a\":\(first)}", "{\"a\":\(later)}")
            #expect(message.hasSuffix(fix), "\(first), then \(later): \(message)")
        }
    }

    @Test("no record, too many members, a page at fault")
    func refusals() throws {
        var inference = SchemaInference(.json(.document))
        try inference.add(Bytes("[]"), number: 1, partition: nil)
        #expect(
            #expect(throws: PipelineError.self) { try inference.schema() }?.description
                == "error: there is no record to read the columns from [no-schema]\n"
                + "  = fix: list them, as in schema: {id: int64, name: text}"
        )
        let members = (0..<2_001).map { "\"k\($0)\":1" }.joined(separator: ",")
        try inference.add(Bytes("{\(members)}"), number: 2, partition: nil)
        #expect(
            #expect(throws: PipelineError.self) { try inference.schema() }?.message
                == "the first records have 2001 different members, more than the 2000 that columns are "
                + "inferred for"
        )
        let error = #expect(throws: PipelineError.self) {
            try inference.add(Bytes("[{\"a\":1},{\"a\":nil}]"), number: 3, partition: "p")
        }
        #expect(
            error?.description.hasPrefix("partition p, page 3, row 2, [1].a: error: byte ") == true
        )
    }

    @Test("only the first rows count")
    func limit() throws {
        var inference = SchemaInference(.json(.lines))
        let lines = (0..<20_000).map { "{\"a\":\($0 < 16_384 ? "1" : "\"x\"")}" }
        try inference.add(Bytes(lines.joined(separator: "\n")), number: 1, partition: nil)
        #expect(inference.isComplete && inference.rowCount == 16_384)
        #expect(try inference.schema().description == "a int64")
    }
}

extension Schema {
    /// `id int64, name text`.
    fileprivate var description: String {
        fields.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Files

@Suite("jsonl")
struct JSONLinesSinkTests {
    private func sink(path: String = "out/a.jsonl", level: Int = 2) throws -> JSONLinesSink {
        try JSONLinesSink(StageOptions(["path": .text(path), "level": .integer(level)]))
    }

    private func file(_ batch: RecordBatch) throws -> String {
        try SampleRows.file(sink(), batch)
    }

    @Test("each type has its one way of being written")
    func everyType() throws {
        #expect(
            try file(SampleRows.typed()) == """
                {"boolean":true,"int64":-1,"float64":0.1,"decimal":-0.0005,"money":-1.00,\
                "currency":"NOK","owner.id":"api:1",\
                "date":"2026-10-01","timestamp":"2026-10-01T08:32:45.118302Z",\
                "json":{"a":[1,"x"]}}
                {"boolean":false,"int64":9223372036854775807,"float64":-1e+300,"decimal":12.3400,\
                "money":1234567,"currency":"JPY","owner.id":"","date":"1970-01-01",\
                "timestamp":"1970-01-01T00:00:00.000000Z","json":[]}
                {"boolean":null,"int64":null,"float64":null,"decimal":null,"money":null,\
                "currency":null,"owner.id":null,"date":null,"timestamp":null,"json":null}

                """
        )
    }

    @Test("texts are escaped where JSON asks for it, and only there")
    func escapes() throws {
        let texts = [
            "say \"hi\"", "a\\b", "a\nb\tc\r", "\u{1}\u{1F}\u{7F}", "æøå 🎉 </script>", "=1+1", "",
        ]
        #expect(
            try file(SampleRows.texts(texts)) == #"""
                {"text":"say \"hi\""}
                {"text":"a\\b"}
                {"text":"a\nb\tc\r"}
                {"text":"\u0001\u001f\#u{7F}"}
                {"text":"æøå 🎉 </script>"}
                {"text":"=1+1"}
                {"text":""}

                """#
        )
        #expect(
            try file(SampleRows.texts(["x"], name: "say \"hi\"")) == #"{"say \"hi\"":"x"}"# + "\n"
        )
    }

    @Test("the layout of a text column never shows")
    func layout() throws {
        let texts = ["a b", "say \"hi\"", "", nil, "null", "æøå 🎉", "a\nb", "a\\b", "x"]
        #expect(try file(SampleRows.dictionary(texts)) == file(SampleRows.texts(texts)))
    }

    @Test("every type can be null in every row, and keeps its key")
    func allNull() throws {
        let keys = SampleRows.schema.names.map { "\"\($0)\":null" }.joined(separator: ",")
        #expect(try file(SampleRows.allNull()) == "{\(keys)}\n{\(keys)}\n")
    }

    @Test("no rows give an empty file")
    func noRows() throws {
        #expect(try file(SampleRows.texts([])) == "")
    }

    @Test("a path that ends in .gz is compressed at the level asked for")
    func compression() throws {
        #expect(try sink().compression == .none)
        #expect(try sink(path: "a.jsonl.gz").compression == .gzip(level: 2))
        #expect(try sink(path: "a.jsonl.gz", level: 12).compression == .gzip(level: 12))
        #expect(try sink().path == "out/a.jsonl")
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

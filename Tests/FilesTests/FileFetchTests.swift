// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Files

@Suite("fetch: file")
struct FileFetchTests {
    private static let schema = [("id", "bigint"), ("name", "varchar")]

    @Test("JSON, JSON lines and CSV, by the names' ends")
    func formats() async throws {
        let folder = try FileFolder([
            "a.json": #"{"data":{"items":[{"id":1,"name":"x","z":0},{"name":null}]}}"#,
            "b.json": #"[{"id":1,"name":"x"}]"#, "c.json": #"{"id":1,"name":"x"}"#,
            "d.jsonl": "{\"id\":1,\"name\":\"x\"}\n\n{\"id\":2}\n", "e.ndjson": "{\"id\":1}",
            "f.csv": "name,id,z\nx,1,0\n\"\",,9\n", "g.tsv": "id\tname\n1\tx,\n",
            "h.txt": "1;'x;'\n2;NULL\n",
        ])
        let records: [String: StageOptions.Value] = ["records": .text("data.items")]
        let a = try await folder.rows("a.json", schema: Self.schema, records)
        #expect(a.rows == [["1", "x"], [nil, nil]])
        #expect(a.unknown == [["z": 1]])
        #expect(a.columns == ["id int64", "name text"])
        #expect(try await folder.rows("b.json", schema: Self.schema).rows == [["1", "x"]])
        #expect(try await folder.rows("c.json", schema: Self.schema).rows == [["1", "x"]])
        #expect(
            try await folder.rows("d.jsonl", schema: Self.schema).rows == [
                ["1", "x"], ["2", nil],
            ]
        )
        #expect(try await folder.rows("e.ndjson", schema: Self.schema).rows == [["1", nil]])
        let f = try await folder.rows("f.csv", schema: Self.schema)
        #expect(f.rows == [["1", "x"], [nil, ""]])
        #expect(f.unknown == [["z": 2]])
        let kept = try await folder.rows("f.csv", schema: Self.schema, ["extra": .boolean(true)])
        #expect(kept.rows == [["1", "x", #"{"z":"0"}"#], [nil, "", #"{"z":"9"}"#]])
        #expect(try await folder.rows("g.tsv", schema: Self.schema).rows == [["1", "x,"]])
        let h = try await folder.rows(
            "h.txt",
            schema: Self.schema,
            [
                "format": .text("csv"), "header": .boolean(false), "delimiter": .text(";"),
                "quote": .text("'"), "null": .texts(["NULL"]),
            ]
        )
        #expect(h.rows == [["1", "x;"], ["2", nil]])
    }

    @Test("gzip by the name's end, or by an option")
    func compression() async throws {
        let folder = try FileFolder(["plain.gz": "id,name\n1,\n"])
        var packed = ByteWriter()
        try GzipCompressor().appendMember(Bytes("id,name\n7,x\n"), into: &packed)
        let bytes = packed.finish()
        let array = (0..<bytes.count).map { bytes.span[$0] }
        try folder.write(array, to: "a.csv.gz")
        try folder.write(array, to: "b.csv")
        #expect(try await folder.rows("a.csv.gz", schema: Self.schema).rows == [["7", "x"]])
        let zipped = try await folder.rows(
            "b.csv",
            schema: Self.schema,
            ["compression": .text("gzip")]
        )
        #expect(zipped.rows == [["7", "x"]])
        let plain = try await folder.rows(
            "plain.gz",
            schema: Self.schema,
            ["compression": .text("none"), "format": .text("csv")]
        )
        #expect(plain.rows == [["1", nil]])
    }

    @Test("patterns find files in the order of their paths' bytes")
    func patterns() async throws {
        let names = [
            "in/b.csv", "in/a.csv", "in/B.csv", "in/ä.csv", "in/.hidden.csv", "in/10.csv",
            "in/9.csv",
            "in/deep/c.csv", "in/deep/er/d.csv", "in/[x].csv", "in/a.txt", "other/a.csv",
        ]
        let folder = try FileFolder(Dictionary(uniqueKeysWithValues: names.map { ($0, "id\n1\n") }))
        func files(_ pattern: String) async throws -> [String] {
            try await FileFolder.fetch(pattern, schema: Self.schema).partitions(in: folder.context)
                .map(\.key)
        }
        #expect(
            try await files("in/*.csv") == [
                "in/10.csv", "in/9.csv", "in/B.csv", "in/[x].csv", "in/a.csv", "in/b.csv",
                "in/ä.csv",
            ]
        )
        #expect(
            try await files("in/?.csv") == [
                "in/9.csv", "in/B.csv", "in/a.csv", "in/b.csv", "in/ä.csv",
            ]
        )
        #expect(try await files("in/[a-b].csv") == ["in/a.csv", "in/b.csv"])
        #expect(try await files("in/[!a-bä].csv") == ["in/9.csv", "in/B.csv"])
        #expect(try await files("in/[x].csv") == ["in/[x].csv"])
        #expect(try await files("in/.*.csv") == ["in/.hidden.csv"])
        #expect(try await files("*/a.csv") == ["in/a.csv", "other/a.csv"])
        #expect(try await files("in/**/[cd].csv") == ["in/deep/c.csv", "in/deep/er/d.csv"])
        #expect(
            try await files("**/a.csv") == ["in/a.csv", "other/a.csv"]
        )
        #expect(try await files("\(folder.path)/in/a.csv") == ["\(folder.path)/in/a.csv"])
    }

    @Test("columns are inferred over files until enough rows were seen")
    func inference() async throws {
        let folder = try FileFolder([
            "in/1.csv": "", "in/2.csv": "id,at\n1,2026-10-01\n",
            "in/3.csv": "id,at,new\n2.5,,true\n",
        ])
        let all = try await folder.rows("in/*.csv")
        #expect(all.columns == ["id decimal(38, 1)", "at date", "new boolean"])
        #expect(all.rows == [["1.0", "2026-10-01", nil], ["2.5", nil, "true"]])
        let some = try await folder.rows("in/*.csv", schema: [("at", "text"), ("*", "infer")])
        #expect(some.columns == ["id decimal(38, 1)", "at text", "new boolean"])
        let json = try FileFolder(["a.json": #"{"items":[{"id":1,"o":{"x":"y"}}]}"#])
        let records: [String: StageOptions.Value] = [
            "records": .text("items"), "extra": .boolean(true),
        ]
        let inferred = try await json.rows("a.json", records)
        #expect(inferred.columns == ["id int64", "o.x text", "extra json"])
        #expect(inferred.rows == [["1", "y", nil]])
        let bare = try FileFolder(["a.csv": "1;x\n"])
        let unnamed = try await bare.rows(
            "a.csv",
            ["header": .boolean(false), "delimiter": .text(";")]
        )
        #expect(unnamed.columns == ["column1 int64", "column2 text"])
    }

    @Test("it keeps the contract of fetch stages")
    func contract() async throws {
        let lines = (0..<60_000).map { "\($0),\"text \($0)\"\n" }.joined()
        let folder = try FileFolder(["a.csv": "id,name\n" + lines, "b.csv": "id,name\n7,x\n"])
        let stage = try await folder.stage("*.csv", schema: Self.schema)
        #expect(try await Conformance.breaches(of: stage, in: folder.context) == [])
        let many = (0..<60_000).map { "{\"id\":\($0),\"name\":\"text \($0)\"}" }
        let json = try FileFolder([
            "a.jsonl": many.joined(separator: "\n"), "b.jsonl": "{\"id\":1}",
        ])
        let jsonStage = try await json.stage("*.jsonl", schema: Self.schema)
        #expect(try await Conformance.breaches(of: jsonStage, in: json.context) == [])
        let long = try FileFolder([
            "a.json": "{\"items\":[\((many + many + many).joined(separator: ","))],\"more\":false}"
        ])
        let records: [String: StageOptions.Value] = ["records": .text("items")]
        let listStage = try await long.stage("a.json", schema: Self.schema, records)
        #expect(try await Conformance.breaches(of: listStage, in: long.context) == [])
        let reading = try #require(try await listStage.readAll(in: long.context).first)
        #expect(reading.pages.count > 3 && reading.decoded.rows.count == 180_000)
    }
}

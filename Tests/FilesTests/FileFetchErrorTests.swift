// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Files

@Suite("What is wrong with fetch: file")
struct FileFetchErrorTests {
    private static let schema = [("id", "int64"), ("list", "json")]
    private static let csv: [String: StageOptions.Value] = ["format": .text("csv")]

    private func message(_ work: () async throws -> Void) async -> String {
        do {
            try await work()
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test("options")
    func options() async {
        func refusal(
            _ path: String,
            schema: [(String, String)]? = nil,
            _ changes: [String: StageOptions.Value] = [:]
        ) async -> String {
            await message { _ = try FileFolder.fetch(path, schema: schema, changes) }
        }
        #expect(
            await refusal("in/*")
                == "error: the end of 'in/*' does not tell how the files are written [unknown-file-format]\n"
                + "  = fix: add format: json, jsonl or csv"
        )
        #expect(
            await refusal("a.csv", ["records": .text("items")])
                == "error: 'records' is for JSON files; in csv each line is a record [contradictory-options]\n"
                + "  = fix: leave it out, or set format: json"
        )
        #expect(
            await refusal("a.csv", ["delimiter": .text("::")])
                == "error: 'delimiter' has to be one ASCII character that stands in no number "
                + "[ambiguous-delimiter]\n  = fix: write 'tab' for a tab"
        )
        #expect(
            await refusal("a.csv", ["delimiter": .text("'"), "quote": .text("'")])
                == "error: the quote is also the delimiter [ambiguous-delimiter]\n"
                + "  = fix: if quotes mean nothing in the file, set quote: none"
        )
        #expect(
            await refusal(
                "a.csv",
                schema: [("a", "int64"), ("*", "infer")],
                ["header": .boolean(false)]
            )
                == "error: a file without a header names no further columns [contradictory-options]\n"
                + "  = fix: list all its columns in their order, or leave the schema out: they are then "
                + "called column1, column2 and so on"
        )
        #expect(
            await refusal("a.csv", schema: [("a", "money")])
                == "error: column 'a' cannot be declared as money: nothing says which column holds its "
                + "currency [invalid-schema]\n  = fix: declare the number, and make it money in a transform: "
                + "a: money(a, currency) for minor units, money_major(a, currency) for major units"
        )
        #expect(
            await refusal("a.csv", schema: [("a", "integr")])
                == "error: column 'a': no type is called 'integr' [unknown-type]\n"
                + "  = fix: did you mean integer?"
        )
        #expect(
            await refusal("a.csv", schema: [("*", "text")])
                == "error: '*' stands for the columns that are not listed, whose types the data tells "
                + "[invalid-schema]\n  = fix: write '*': infer, or list the columns"
        )
        #expect(
            await refusal("a.csv", schema: [("extra", "text")], ["extra": .boolean(true)])
                == "error: there is a column 'extra' besides the one that keeps other fields "
                + "[invalid-schema]\n  = fix: set extra: false"
        )
        #expect(
            await refusal("a.csv", schema: [])
                == "error: the schema lists no column [invalid-schema]\n"
                + "  = fix: list columns as in schema: {id: int64}, or leave it out"
        )
    }

    @Test("no file")
    func noFile() async throws {
        let folder = try FileFolder(["in/a.csv": "id\n"])
        #expect(
            await message { _ = try await folder.rows("in/*.json", schema: Self.schema) }
                == "error: no file matches 'in/*.json' [no-files]\n  = fix: paths begin in '\(folder.path)'"
        )
        #expect(
            await message { _ = try await folder.rows("in/b.csv", schema: Self.schema) }
                == "error: there is no file 'in/b.csv' [no-files]\n  = fix: paths begin in '\(folder.path)'"
        )
        #expect(
            await message { _ = try await folder.rows("in/a.csv") } == ""
        )
        #expect(
            await message { _ = try await folder.rows("in", schema: Self.schema, Self.csv) }
                == "error: 'in' is a folder [no-files]\n"
                + "  = fix: to read the files in it, write path: in/*"
        )
        let empty = try FileFolder(["a.jsonl": ""])
        #expect(
            await message { _ = try await empty.rows("a.jsonl") }
                == "error: there is no record to read the columns from [no-schema]\n"
                + "  = fix: list them, as in schema: {id: int64, name: text}"
        )
    }

    @Test(
        "bad records name partition, page, row and path, or pass by a rule",
        arguments: [
            (
                #"{"id":NaN}"#,
                "row 2, id: error: byte 15: NaN and infinity are no numbers in JSON [malformed-json]\n"
                    + "  = fix: have null written in their place"
            ),
            (
                #"{"id":-Infinity}"#,
                "row 2, id: error: byte 15: NaN and infinity are no numbers in JSON [malformed-json]\n"
                    + "  = fix: have null written in their place"
            ),
            (
                #"{"id":9223372036854775808}"#,
                "row 2, id: error: 9223372036854775808 does not fit into int64 [out-of-range]\n"
                    + "  = fix: if such values are right, declare 'id' as decimal(38, 0)"
            ),
            (
                #"{"id":{"a":1}}"#,
                "row 2, id: error: expected an integer, found an object [wrong-type]\n"
                    + "  = fix: if such values are right, declare 'id' as json"
            ),
            (
                #"{"id":"1"}"#,
                "row 2, id: error: expected an integer, found the text \"1\" [wrong-type]\n"
                    + "  = fix: if such values are right, declare 'id' as json"
            ),
            (
                "{\"id\":1,\"x\":\"\u{1}\"}",
                "row 2, x: error: byte 22: a control character in a string [malformed-json]"
            ),
            (#"{"list":{"not":"a list"}}"#, ""), ("{}", ""),
        ]
    )
    func badRecords(record: String, expected: String) async throws {
        let folder = try FileFolder(["a.jsonl": "{\"id\":0}\n\(record)\n"])
        let found = await message { _ = try await folder.rows("a.jsonl", schema: Self.schema) }
        #expect(found == (expected.isEmpty ? "" : "partition a.jsonl, page 1, \(expected)"))
    }

    @Test(
        "a file in another encoding says which it seems to be",
        arguments: [
            ([0x1F, 0x8B, 8, 0], "it is gzip: set compression: gzip"),
            (
                [0xFF, 0xFE, 0x69, 0],
                "it is UTF-16: save it as UTF-8, for example with 'iconv -f UTF-16 -t UTF-8'"
            ),
            (
                [0x69, 0xF8],
                "save it as UTF-8, for example with 'iconv -f WINDOWS-1252 -t UTF-8'"
            ),
        ] as [([UInt8], String)]
    )
    func encodings(bytes: [UInt8], fix: String) async throws {
        let folder = try FileFolder()
        for name in ["a.csv", "a.jsonl"] {
            try folder.write(bytes, to: name)
            for schema in [Self.schema, nil] {
                let found = await message { _ = try await folder.rows(name, schema: schema) }
                #expect(found.contains("not UTF-8 ["))
                #expect(found.hasSuffix("]\n  = fix: \(fix)"))
            }
        }
    }

    @Test("a record path that leads nowhere", arguments: [[("id", "int64")], nil])
    func wrongRecords(schema: [(String, String)]?) async throws {
        let folder = try FileFolder(["a.json": #"{"data":{"items":{}}}"#])
        let fix = "  = fix: correct 'records', which says where the list stands"
        for (path, expected) in [
            ("data.items", "'data.items' is no list"), ("data.x", "the page has no list 'data.x'"),
        ] {
            let changes: [String: StageOptions.Value] = ["records": .text(path)]
            let found = await message {
                _ = try await folder.rows("a.json", schema: schema, changes)
            }
            #expect(
                found
                    == "partition a.json, page 1: error: \(expected) [unexpected-shape]\n\(fix)"
            )
        }
    }

    @Test("what another option would read says so")
    func otherOptions() async throws {
        let folder = try FileFolder(["a.csv": "id;list\n1,5;\n", "a.jsonl": "[{\"id\":1}]\n"])
        let semicolon: [String: StageOptions.Value] = ["delimiter": .text(";")]
        #expect(
            await message { _ = try await folder.rows("a.csv", schema: Self.schema, semicolon) }
                == "partition a.csv, page 1, row 1, id: error: line 2: expected an integer, found '1,5' "
                + "[wrong-type]\n  = fix: if commas stand before decimals, set decimal_separator: ','"
        )
        #expect(
            await message { _ = try await folder.rows("a.jsonl", schema: Self.schema) }
                == "partition a.jsonl, page 1, row 1: error: a record is no object "
                + "[unexpected-shape]\n  = fix: if the file is one list, set format: json"
        )
    }

    @Test("a list where a column within an object is declared")
    func listForObject() async throws {
        let folder = try FileFolder(["a.json": #"[{"owner":{"id":1}},{"owner":[1]}]"#])
        #expect(
            await message { _ = try await folder.rows("a.json", schema: [("owner.id", "int64")]) }
                == "partition a.json, page 1, row 2, [1].owner: error: expected an object "
                + "[unexpected-shape]\n  = fix: if such values are right, declare 'owner' as json"
        )
    }

    @Test("a type that changes between pages of an inferred schema")
    func changedType() async throws {
        let lines = (0..<250_000).map { "\($0)\n" }.joined()
        let folder = try FileFolder(["a.csv": "n\n\(lines)0x1F\n"])
        let found = await message { _ = try await folder.rows("a.csv") }
        #expect(
            found
                == "partition a.csv, page 2, row 84332, n: error: line 250002: expected an integer, found "
                + "'0x1F' [wrong-type]\n  = fix: 'n' was inferred as int64 from the first 16384 rows; "
                + "declare it: schema: {n: text, '*': infer}"
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

@Suite("functions of JSON")
struct JSONFunctionTests {
    private static let sample = """
        {"a": {"b": [10, {"c": "d"}, null]}, "a.b": 1, "na/me": 2, "t~": 3, "": 4, "n": null,
         "big": 1234567890.123456789, "one": 1.10, "e": -1E+2, "x y": true, "0": "zero",
         "s": "æ\\u00f8\\n\\ud83d\\ude00\\"", "k\\u0065y": "escaped", "twice": 1, "twice": 2}
        """

    @Test(
        "paths",
        arguments: [
            ("$.a.b[0]", "10"), ("$.a.b[1].c", "d"), ("$.a.b[-2].c", "d"), ("$.a.b[#-3]", "10"),
            ("$.a.b[2]", nil), ("$.a.b[3]", nil), ("$.a.b[-4]", nil), ("$.a.b.c", nil),
            ("$.a[0]", nil), ("$.a.b", "[10,{\"c\":\"d\"},null]"), ("/a/b/0", "10"),
            ("/a/b/1/c", "d"), ("/a/b/-1", nil), ("/na~1me", "2"), ("/t~0", "3"), ("/", "4"),
            ("a.b", "1"), ("$.\"a.b\"", "1"), ("$[\"a.b\"]", "1"), ("n", nil), ("$.n", nil),
            ("missing", nil), ("big", "1234567890.123456789"), ("one", "1.10"), ("e", "-1E+2"),
            ("$.x y", "true"), ("0", "zero"), ("$[0]", nil), ("s", "æø\n😀\""),
            ("key", "escaped"), ("twice", "1"),
        ]
    )
    func paths(path: String, expected: String?) throws {
        for rows in [
            batch(["j": .texts([Self.sample]), "p": .texts([path])]),
            batch(["j": .json(TextArray([Self.sample])), "p": .texts([path])]),
        ] {
            #expect(try results(of: "json_extract_text(j, p)", over: rows) == [expected])
            #expect(try results(of: "json_extract_text(j, '\(path)')", over: rows) == [expected])
        }
    }

    @Test("json stays json, compact and as it was written")
    func values() throws {
        let rows = batch(["j": .texts([Self.sample, nil, "[ 1 , \"a b\" ]", "7"])])
        #expect(try type(of: "json_extract(j, 's')", rows.schema) == "json")
        #expect(
            try results(of: "json_extract(j, 's')", over: rows) == [
                #""æ\u00f8\n\ud83d\ude00\"""#, nil, nil, nil,
            ]
        )
        #expect(
            try results(of: "json_extract(j, '')", over: rows).suffix(3) == [
                nil, "[1,\"a b\"]", "7",
            ]
        )
        #expect(
            try results(of: "json_extract_text(json_extract(j, '$.a'), '/b/1/c')", over: rows)
                == ["d", nil, nil, nil]
        )
        #expect(
            try results(of: "coalesce(json_extract(j, 'n'), json_extract(j, 'one'))", over: rows)
                == ["1.10", nil, nil, nil]
        )
        #expect(
            try results(of: "cast(json_extract_text(j, 'big') as decimal(19, 9))", over: rows)
                == ["1234567890.123456789", nil, nil, nil]
        )
    }

    @Test(
        "constants",
        arguments: [
            ("json_extract('{\"a\":\"b\"}', 'a')", "\"b\""),
            ("json_extract_text(json_extract('{\"a\":{\"b\":1}}', 'a'), 'b')", "1"),
            ("json_extract('null', '')", "null"), ("json_extract(null, 'a')", "null"),
            ("json_extract('{}', null)", "null"), ("json_extract_text('\"\"', '$')", ""),
            ("json_array_length('[]')", "0"), ("json_array_length('[[1],[2, 3]]')", "2"),
            ("json_array_length('{\"a\":[1,2,3]}', '$.a')", "3"),
            ("json_array_length('{\"a\":[1,2,3]}')", "0"), ("json_array_length('null')", "null"),
            ("json_array_length('{}', 'a')", "null"), ("json_array_length(null)", "null"),
            ("json_array_length(' [ \"]\" ] ')", "1"),
        ]
    )
    func constants(expression: String, expected: String) throws {
        #expect(try result(of: expression) == expected)
    }

    @Test(
        "text that is no JSON is a fault of its row, wherever the path leads",
        arguments: [
            ("", "it ends too early at byte 1"), ("{\"a\":1", "it ends too early at byte 7"),
            ("{\"a\":1} x", "nothing is expected after the value at byte 9"),
            ("{\"a\":1,}", "a key in double quotes is expected at byte 8"),
            ("{\"a\" 1}", "':' is expected after a key at byte 6"),
            ("{\"a\":1 2}", "',' or '}' is expected at byte 8"),
            ("{\"a\":[1 2]}", "',' or ']' is expected at byte 9"),
            ("{\"a\":[1,]}", "a value is expected at byte 9"),
            ("{\"a\":1,\"b\":01}", "',' or '}' is expected at byte 13"),
            ("{\"a\":1.}", "a digit is expected at byte 8"),
            ("{\"a\":-}", "a digit is expected at byte 7"),
            ("{\"a\":\"\\x\"}", "what follows the backslash is not known at byte 8"),
            ("{\"a\":\"\\ud800\"}", "what follows the backslash is not known at byte 8"),
            ("{\"a\":\"\u{1}\"}", "a control character stands in a string at byte 7"),
            ("{\"a\":1,\"b\":tru}", "a value is expected at byte 15"),
            ("NaN", "a value is expected at byte 1"),
        ]
    )
    func malformed(text: String, expected: String) throws {
        let rows = batch(["j": .texts(["{}", nil, text])])
        for function in ["json_extract", "json_extract_text", "json_array_length"] {
            #expect(
                try rowFault(of: "\(function)(j, 'a')", over: rows)
                    == "2: the text is not JSON: \(expected) [malformed-json]"
            )
        }
    }

    @Test("depth is bounded")
    func depth() throws {
        let limit = JSONScanner.maximumDepth
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        let rows = batch(["j": .texts([nested(limit), nested(limit + 1), nested(200_000)])])
        #expect(
            try rowFault(of: "json_extract(j, '$[0]')", over: rows)
                == "1: the text is not JSON: more than 1024 values stand in one another at byte 1025 [malformed-json]"
        )
        let good = batch(["j": .texts([nested(limit)])])
        #expect(try results(of: "json_array_length(j, '$[-1][-1]')", over: good) == ["1"])
    }

    @Test(
        "what is wrong with a path",
        arguments: [
            ("$.", "a key is expected at character 3"),
            ("$.a.*", "'*' is not known, since a path leads to one value at character 5"),
            ("$[*]", "'*' is not known, since a path leads to one value at character 3"),
            ("$a", "'.' or '[' is expected at character 2"),
            ("$[x]", "a place from 0, or from -1 at the end, is expected at character 3"),
            ("$[#]", "a place from 0, or from -1 at the end, is expected at character 4"),
            ("$[-0]", "a place from 0, or from -1 at the end, is expected at character 5"),
            (
                "$[99999999999999999999]",
                "a place from 0, or from -1 at the end, is expected at character 23"
            ),
            ("$[1", "a quote or bracket is not closed at character 4"),
            ("$.\"a", "a quote or bracket is not closed at character 5"),
            ("/a~2", "'~' stands before neither 0 nor 1"),
        ]
    )
    func malformedPaths(path: String, expected: String) throws {
        let message = "'\(path)' is not a path into JSON: \(expected)"
        let fix = "write it as in $.a.b[0] or /a/b/0, or name one key"
        #expect(
            faults(of: "json_extract('{}', '\(path)')") == [
                "<'\(path)'> \(message) [malformed-pattern] = fix: \(fix)"
            ]
        )
        let rows = batch(["j": .texts(["{}", "{}"]), "p": .texts(["a", path])])
        #expect(
            try rowFault(of: "json_extract(j, p)", over: rows)
                == "1: \(message) [malformed-pattern]"
        )
    }

    @Test("a place is written into the path")
    func place() {
        #expect(
            faults(of: "json_extract('[1]', 0)").first
                == "<0> 'json_extract' takes text here, not int64 [wrong-arguments] = fix: write json_extract(json, path), as in json_extract('{\"a\": {\"b\": [1.50, 2]}}', '$.a.b')"
        )
    }
}

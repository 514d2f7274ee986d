// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Testing

@testable import Pipelines

@Suite("Reading YAML")
struct YAMLReadingTests {
    private func read(_ text: String) -> (root: YAMLNode?, faults: [String]) {
        let faults = FaultList()
        let file = YAMLFile.read(name: "f.yaml", text: text, faults: faults)
        return (file.root, faults.all.map(\.description))
    }

    @Test(
        "keeps every plain scalar as its text",
        arguments: [
            "NO", "on", "017", "1:30", "0x1F", "1_000", "1e3", "2026-10-01", ".inf", "Null",
        ]
    )
    func keepsTexts(scalar: String) {
        #expect(read("a: \(scalar)").root?["a"]?.content == .scalar(scalar, .plain))
    }

    @Test("takes unquoted null, ~ and nothing for null, and nothing else")
    func nulls() {
        let root = read("{a: null, b: ~, c: , d: 'null', e: \"\", f: NULL}").root
        let isNull = root?.entries?.map(\.value.isNull)
        #expect(isNull == [true, true, true, false, false, false])
    }

    @Test("follows aliases and merges; own keys win, then the earlier merge")
    func merges() {
        let root = read(
            """
            a: &a {x: 1, y: 1}
            b: &b {y: 2, z: 2}
            c:
              z: 3
              <<: [*a, *b]
              w: *a
            """
        ).root
        let merged = root?["c"]
        #expect(merged?.entries?.map(\.key) == ["z", "x", "y", "w"])
        #expect(["z", "x", "y"].map { merged?[$0]?.scalarText } == ["3", "1", "1"])
        #expect(merged?["w"]?["x"]?.scalarText == "1")
        #expect(merged?["x"]?.range.start == YAMLMark(line: 1, column: 11))
    }

    @Test("reports all duplicate keys and keeps the first")
    func duplicates() {
        let (root, faults) = read("a: 1\nb: {c: 1, c: 2}\na: 3")
        #expect(root?["a"]?.scalarText == "1")
        #expect(
            faults == [
                """
                f.yaml:2:11: error: the key 'c' stands here a second time [duplicate-key]
                2 | b: {c: 1, c: 2}
                  |           ^
                """,
                """
                f.yaml:3:1: error: the key 'a' stands here a second time [duplicate-key]
                3 | a: 3
                  | ^
                """,
            ]
        )
    }

    @Test("counts columns in Unicode scalars, tabs and emoji included")
    func columns() {
        let source = SourceText(name: "f", text: "æøå: {'😀👩‍👧': \tblåbær, b: x}")
        let faults = FaultList()
        let text = source.lines.joined(separator: "\n")
        let entries = YAMLFile.read(name: "f", text: text, faults: faults).root?.entries ?? []
        let inner = entries.first?.value.entries ?? []
        #expect(entries.first?.keyRange.start == YAMLMark(line: 1, column: 1))
        #expect(inner.map(\.keyRange.start.column) == [7, 24])
        #expect(inner.map(\.value.range.start.column) == [16, 27])
        #expect(inner.first.map { source.location(of: $0.value).length } == 6)
    }

    @Test("a byte order mark and Windows line ends change no place")
    func lineEnds() {
        let root = read("\u{FEFF}a: 1\r\nb:\r\n  - æ\r\n").root
        #expect(root?["b"]?.range.start == YAMLMark(line: 3, column: 3))
    }

    @Test("an anchor or tag before a scalar is no part of it")
    func anchoredScalar() {
        #expect(read("a: &x !!str 'b'").root?["a"]?.range.start == YAMLMark(line: 1, column: 13))
    }

    @Test(
        "says where the text is not YAML",
        arguments: [
            (
                "a: [1, 2",
                """
                f.yaml:1:4: error: this is not YAML: did not find expected ',' or ']' while parsing \
                a flow sequence [invalid-yaml]
                1 | a: [1, 2
                  |    ^
                """
            ),
            (
                "a:\n\tb: 1",
                """
                f.yaml:2:1: error: this is not YAML: found character that cannot start any token \
                while scanning for the next token [invalid-yaml]
                2 | 	b: 1
                  | ^
                  = fix: indent with spaces; YAML knows no tabs there
                """
            ),
            (
                "a: \"x\n",
                """
                f.yaml:1:4: error: this is not YAML: found unexpected end of stream while scanning \
                a quoted scalar [invalid-yaml]
                1 | a: "x
                  |    ^
                """
            ),
            (
                "æ: \"\u{1}\"",
                """
                f.yaml:1:5: error: this is not YAML: control characters are not allowed \
                [invalid-yaml]
                1 | æ: "\u{1}"
                  |     ^
                """
            ),
            (
                "a: *x",
                """
                f.yaml:1:4: error: no anchor '&x' stands before this alias [invalid-yaml]
                1 | a: *x
                  |    ^~
                """
            ),
            (
                "a: &a [*a]",
                """
                f.yaml:1:8: error: no anchor '&a' stands before this alias [invalid-yaml]
                1 | a: &a [*a]
                  |        ^~
                """
            ),
            (
                "a: b\n---\nc: d",
                """
                f.yaml:2:1: error: a second YAML document begins here; a file holds one [invalid-yaml]
                2 | ---
                  | ^~~
                """
            ),
            (
                "? [a]\n: b",
                """
                f.yaml:1:3: error: a key must be a text [invalid-yaml]
                1 | ? [a]
                  |   ^~~
                """
            ),
            (
                "<<: 3",
                """
                f.yaml:1:5: error: '<<' takes in a mapping or a list of mappings [wrong-type]
                1 | <<: 3
                  |     ^
                """
            ),
        ]
    )
    func faults(text: String, expected: String) {
        #expect(read(text).faults == [expected])
    }

    @Test("bounds depth, expansion and size")
    func bounds() throws {
        #expect(read(String(repeating: "[", count: 100_000)).faults.count == 1)
        let brackets = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        let deep = read("a:\n  - " + brackets).faults
        #expect(deep.count == 1)
        #expect(deep.first?.contains("nested deeper than 64 levels [invalid-yaml]") == true)
        let bomb = (1...9).reduce("a0: &a0 [x]") { text, level in
            let uses = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            return text + "\na\(level): &a\(level) [\(uses)]"
        }
        let exploded = read(bomb).faults
        #expect(exploded.count == 1)
        #expect(exploded.first?.contains("more than 100000 values once its aliases") == true)
        let large = read(String(repeating: "#\n", count: 1 << 19) + "#").faults
        let long = read("a: " + String(repeating: "æ", count: 10_000)).faults
        #expect(
            long == [
                """
                f.yaml:1:1: error: the line has more than 10000 characters [file-too-large]
                1 | 
                  | ^
                """
            ]
        )
        #expect(
            large == [
                "f.yaml: error: the file has 1048577 bytes; a definition has at most 1048576 "
                    + "[file-too-large]"
            ]
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Testing

@testable import Pipelines

@Suite("Places inside scalars")
struct ScalarPositionsTests {
    /// Line, column and length of `word` inside the value of `a`.
    private func place(of word: String, in yaml: String) throws -> [Int] {
        let file = YAMLFile.read(name: "f", text: yaml, faults: FaultList())
        let node = try #require(file.root?["a"])
        let text = Array(try #require(node.scalarText).unicodeScalars)
        let needle = Array(word.unicodeScalars)
        let start = try #require(
            (0...(text.count - needle.count)).first {
                Array(text[$0...].prefix(needle.count)) == needle
            }
        )
        let positions = ScalarPositions(of: node, in: file.source)
        let found = positions.location(of: start..<(start + needle.count))
        return [found.line, found.column, found.length]
    }

    @Test("plain, on one line and on several")
    func plain() throws {
        #expect(try place(of: "zz", in: "a: b = 'æ😀' + zz") == [1, 15, 2])
        #expect(try place(of: "zz", in: "a: b\n\n  and c\n  +  zz") == [4, 6, 2])
    }

    @Test("literal and folded blocks, whatever their indentation")
    func blocks() throws {
        #expect(try place(of: "zz", in: "a: |\n    b =\n      zz\n") == [3, 7, 2])
        #expect(try place(of: "zz", in: "a: |2-\n     b\n\n   zz") == [4, 4, 2])
        #expect(try place(of: "zz", in: "a: >\n  b\n  + zz\n") == [3, 5, 2])
        #expect(try place(of: "b", in: "a: | # note\n\n  b\n") == [3, 3, 1])
    }

    @Test("quoted, doubled quotes included")
    func quoted() throws {
        #expect(try place(of: "zz", in: "a: 'b = ''æ'' + zz'") == [1, 17, 2])
        #expect(try place(of: "zz", in: "a: \"b +\n  zz\"") == [2, 3, 2])
    }

    @Test("quoted with escapes: the scalar itself")
    func escapes() throws {
        #expect(try place(of: "zz", in: "a: \"b\\n= zz\"") == [1, 4, 9])
        #expect(try place(of: "zz", in: "a: \"\\u0062 = zz\"") == [1, 4, 13])
    }

    @Test("a place behind the text, and one over several lines")
    func edges() throws {
        let file = YAMLFile.read(name: "f", text: "a: |\n  b +\n  c\n", faults: FaultList())
        let positions = ScalarPositions(of: try #require(file.root?["a"]), in: file.source)
        let over = positions.location(of: 0..<5)
        #expect([over.line, over.column, over.length] == [2, 3, 3])
        let behind = positions.location(of: 99..<99)
        #expect([behind.line, behind.column, behind.length] == [3, 5, 1])
    }
}

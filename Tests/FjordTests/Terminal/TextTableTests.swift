// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Fjord

@Suite("Text table")
struct TextTableTests {
    @Test("columns stand two blanks apart, the last one unpadded")
    func aligned() {
        let lines = TextTable.lines([["a", "bb", "c"], ["aaa", "b", "ccc"]])
        #expect(lines == ["a    bb  c", "aaa  b   ccc"])
    }

    @Test("a short row ends where its cells do")
    func ragged() {
        #expect(TextTable.lines([["a"], ["aaa", "b"]]) == ["a", "aaa  b"])
    }

    @Test("characters count, not bytes")
    func characters() {
        #expect(TextTable.lines([["æø", "1"], ["abc", "2"]]) == ["æø   1", "abc  2"])
    }

    @Test("no rows, no lines")
    func empty() {
        #expect(TextTable.lines([]).isEmpty)
    }
}

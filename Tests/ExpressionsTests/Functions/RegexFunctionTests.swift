// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

@Suite("regular expressions")
struct RegexFunctionTests {
    @Test(
        "constants",
        arguments: [
            ("regexp_matches('capture', 'apt')", "true"),
            ("regexp_matches('capture', '^apt')", "false"),
            ("regexp_matches('', '')", "true"), ("regexp_matches('', 'a')", "false"),
            ("regexp_matches('CAPTURE', 'apt', 'i')", "true"),
            ("regexp_matches('ÆØÅ', 'æøå', 'i')", "true"),
            ("regexp_matches('a' || 'b', 'a.b')", "false"),
            ("regexp_matches('a.b', 'a.b', 'l')", "true"),
            ("regexp_matches('axb', 'a.b', 'l')", "false"),
            ("regexp_matches('👩‍💻', '^...$')", "true"),
            ("regexp_matches('\u{1F600}', '^.$')", "true"),
            ("regexp_matches(null, 'a')", "null"), ("regexp_matches('a', null)", "null"),
            ("regexp_matches('a', 'a', null)", "null"),
            ("regexp_replace('aaa', 'a', 'b')", "baa"),
            ("regexp_replace('aaa', 'a', 'b', 'g')", "bbb"),
            ("regexp_replace('AbA', 'a', 'x', 'gi')", "xbx"),
            ("regexp_replace('abc', 'x', 'y')", "abc"), ("regexp_replace('', '^$', 'y')", "y"),
            ("regexp_replace('abc', '', '-', 'g')", "-a-b-c-"),
            ("regexp_replace('æøå', '', '-', 'g')", "-æ-ø-å-"),
            ("regexp_replace('baac', 'a*', 'x', 'g')", "xbxcx"),
            ("regexp_replace('abc', '(b)|(x)', '[\\1\\2]')", "a[b]c"),
            ("regexp_replace('a-b', '(\\w)-(\\w)', '\\2\\\\\\0\\1')", "b\\a-ba"),
            ("regexp_replace('abc', 'b', '')", "ac"),
            ("regexp_replace('a', 'a', null)", "null"),
            ("regexp_extract('ref 418207/3', '\\d+')", "418207"),
            ("regexp_extract('ref 418207/3', '(\\d+)/(\\d+)', 2)", "3"),
            ("regexp_extract('ref', '\\d+')", ""), ("regexp_extract('b', '(a)?b', 1)", ""),
            ("regexp_extract('Øre 12', '[[:digit:]]+')", "12"),
            ("regexp_extract('XY', 'y', 0, 'i')", "Y"), ("regexp_extract(null, 'y')", "null"),
        ]
    )
    func constants(expression: String, expected: String) throws {
        #expect(try result(of: expression) == expected)
    }

    @Test("a dot matches a newline only with option s")
    func newline() throws {
        let rows = batch(["s": .texts(["a\nb"])])
        #expect(try results(of: "regexp_matches(s, 'a.b')", over: rows) == ["false"])
        #expect(try results(of: "regexp_matches(s, 'a.b', 's')", over: rows) == ["true"])
    }

    @Test("patterns, groups and replacements from columns")
    func columns() throws {
        let rows = batch([
            "s": .texts(["api:1", "x", nil, "", "api:2"]),
            "p": .dictionary(["(\\w+):(\\d)", "x", "y", nil, "(\\w+):(\\d)"]),
            "g": .integers([2, 0, 0, 0, 1]),
            "r": .texts(["\\2", "æ", "", "", "\\1\\1"]),
        ])
        #expect(
            try results(of: "regexp_matches(s, p)", over: rows) == [
                "true", "true", nil, nil, "true",
            ]
        )
        #expect(
            try results(of: "regexp_extract(s, p, g)", over: rows) == ["1", "x", nil, nil, "api"]
        )
        #expect(
            try results(of: "regexp_replace(s, p, r)", over: rows) == [
                "1", "æ", nil, nil, "apiapi",
            ]
        )
    }

    @Test(
        "what is wrong with a constant is found before the run",
        arguments: [
            (
                "regexp_matches('a', 'a(b')",
                "<'a(b'> 'a(b' is not a regular expression: a '(' is not closed [malformed-pattern] = fix: write \\( for the character itself"
            ),
            (
                "regexp_matches('a', '*')",
                "<'*'> '*' is not a regular expression: '*' has nothing to repeat [malformed-pattern] = fix: write \\* for the character itself"
            ),
            (
                "regexp_matches('a', '(a)\\1')",
                "<'(a)\\1'> '(a)\\1' is not a regular expression: '\\1' is not known [malformed-pattern] = fix: a pattern cannot refer back to a group"
            ),
            (
                "regexp_matches('a', '(?=a)')",
                "<'(?=a)'> '(?=a)' is not a regular expression: '(?=' is not known [malformed-pattern] = fix: there is no look-ahead and no look-behind"
            ),
            (
                "regexp_matches('a', 'a{1001}')",
                "<'a{1001}'> 'a{1001}' is not a regular expression: '{1001}' repeats too often [malformed-pattern] = fix: repeat at most 1000 times"
            ),
            (
                "regexp_matches('a', 'a', 'g')",
                "<'g'> the option 'g' is for regexp_replace [wrong-arguments] = fix: i ignores case, s lets . match a newline, l takes the pattern literally"
            ),
            (
                "regexp_replace('a', 'a', 'b', 'x')",
                "<'x'> 'x' is no option [wrong-arguments] = fix: i ignores case, s lets . match a newline, l takes the pattern literally, g replaces all matches"
            ),
            (
                "regexp_replace('a', '(a)', '\\2')",
                "<'\\2'> the pattern has no group 2 [invalid-argument] = fix: it has one, group 1; 0 is the whole match"
            ),
            (
                "regexp_replace('a', 'a', '\\n')",
                "<'\\n'> '\\n' is not known in the replacement '\\n' [malformed-pattern] = fix: \\1 to \\9 stand for groups, \\0 for the match, \\\\ for a backslash"
            ),
            (
                "regexp_extract('a', 'a', 1)",
                "<1> the pattern has no group 1 [invalid-argument] = fix: it has none, since nothing stands in parentheses; 0 is the whole match"
            ),
            (
                "regexp_extract('a', '(a)(b)', -1)",
                "<-1> the pattern has no group -1 [invalid-argument] = fix: its groups are 1 to 2; 0 is the whole match"
            ),
            (
                "regexp_match('a', 'b')",
                "<regexp_match> no function is called 'regexp_match' [unknown-function] = fix: did you mean regexp_matches? 'fjord functions' lists all"
            ),
        ]
    )
    func wording(expression: String, expected: String) {
        #expect(faults(of: expression) == [expected])
    }

    @Test("what is wrong in a column is a fault of its row, nulls and other rows aside")
    func rowFaults() throws {
        let rows = batch([
            "s": .texts([nil, "a", "a"]), "p": .texts(["(", "a", "["]),
            "g": .integers([9, 0, 0]), "r": .texts(["\\", "b", "\\"]),
        ])
        #expect(
            try rowFault(of: "regexp_matches(s, p)", over: rows)
                == "2: '[' is not a regular expression: a '[' is not closed [malformed-pattern]"
        )
        #expect(
            try rowFault(of: "regexp_extract(s, 'a', g + 1)", over: rows)
                == "1: the pattern has no group 1 [invalid-argument]"
        )
        #expect(
            try rowFault(of: "regexp_replace(s, 'a', r)", over: rows)
                == "2: the replacement '\\' ends with a single backslash [malformed-pattern]"
        )
        let guarded = "case when g = 0 and r = 'b' then regexp_matches(s, p) end"
        #expect(try results(of: guarded, over: rows) == [nil, "true", nil])
    }

    @Test("a pattern that needs too much memory is refused")
    func memory() {
        let fault = faults(of: "regexp_matches('a', '((a{100}){100}){100}')").first
        #expect(fault?.contains("[malformed-pattern]") == true)
    }

    @Test("each different pattern is made ready once, in a cache of bounded size")
    func cache() {
        let count = PreparedTexts<Int>.limit + 6
        let texts = (0..<count).map { "\($0)" } + ["3", "3", "3"]
        nonisolated(unsafe) var preparedCount = 0
        let source = PatternSource<Int>.perRow { text in
            unsafe preparedCount += 1
            return .ready(Int(text) ?? -1)
        }
        var prepared = PreparedTexts(source, .column(.texts(texts)))
        var faults = RowFaults()
        for (row, text) in texts.enumerated() {
            #expect(prepared.prepared(row, &faults) == Int(text))
            #expect(prepared.prepared(row, &faults) == Int(text))
        }
        #expect(unsafe preparedCount == count + 1)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Testing

@Suite("how an error is printed")
struct LayoutTests {
    private let code = ErrorCode("unknown-stage")

    private func error(
        in text: String,
        line: Int,
        column: Int,
        length: Int = 1,
        fix: String? = nil,
        cause: String? = nil
    ) -> String {
        let source = SourceText(name: "daily.yaml", text: text)
        return PipelineError(
            code,
            at: .source(source.location(line: line, column: column, length: length)),
            "no transform is called 'exlode'",
            fix: fix,
            cause: cause
        ).description
    }

    @Test("line, caret, tildes and fix")
    func source() {
        let text = String(repeating: "\n", count: 13) + "  - transform: exlode\n"
        let fix = "did you mean 'explode'? 'fjord stages' lists all 12"
        #expect(
            error(in: text, line: 14, column: 16, length: 6, fix: fix) == """
                daily.yaml:14:16: error: no transform is called 'exlode' [unknown-stage]
                14 |   - transform: exlode
                   |                ^~~~~~
                   = fix: did you mean 'explode'? 'fjord stages' lists all 12
                """
        )
    }

    @Test("tabs stay tabs, other scalars take one column each")
    func columns() {
        #expect(
            error(in: "\tå: x", line: 1, column: 5) == """
                daily.yaml:1:5: error: no transform is called 'exlode' [unknown-stage]
                1 | \tå: x
                  | \t   ^
                """
        )
        #expect(
            error(in: "æøå 🎉 x", line: 1, column: 7).split(separator: "\n").last == "  |       ^"
        )
        #expect(
            error(in: "a: e\u{301}x", line: 1, column: 6).split(separator: "\n").last
                == "  |      ^"
        )
    }

    @Test("the underline ends with the line, and a place past it still shows")
    func pastTheEnd() {
        #expect(error(in: "abc", line: 1, column: 2, length: 9).hasSuffix("\n  |  ^~"))
        #expect(error(in: "abc", line: 1, column: 4).hasSuffix("\n  |    ^"))
        #expect(error(in: "abc", line: 7, column: 1).hasSuffix("\n7 | \n  | ^"))
        #expect(error(in: "", line: 1, column: 1, length: 0).hasSuffix("\n1 | \n  | ^"))
    }

    @Test("cause before fix, their further lines indented")
    func notes() {
        #expect(
            error(in: "a", line: 1, column: 1, fix: "one\ntwo", cause: "x\ny") == """
                daily.yaml:1:1: error: no transform is called 'exlode' [unknown-stage]
                1 | a
                  | ^
                  = cause: x
                           y
                  = fix: one
                         two
                """
        )
    }

    @Test("places in data, named things, nowhere")
    func otherPlaces() {
        let place = DataPlace(
            stage: "entries",
            partition: "418207/funds/2026-10-03",
            page: 4,
            row: 17,
            path: "items[16].amount"
        )
        let data = PipelineError(code, at: .data(place), "it is wrong")
        #expect(
            data.description == """
                stage entries, partition 418207/funds/2026-10-03, page 4, row 17, \
                items[16].amount: error: it is wrong [unknown-stage]
                """
        )
        let named = PipelineError(code, at: .named("a.csv"), "it is wrong", severity: .warning)
        #expect(named.description == "a.csv: warning: it is wrong [unknown-stage]")
        #expect(
            PipelineError(code, "it is wrong").description == "error: it is wrong [unknown-stage]"
        )
        let empty = PipelineError(code, at: .data(DataPlace()), "it is wrong", fix: "mend it")
        #expect(empty.description == "error: it is wrong [unknown-stage]\n  = fix: mend it")
    }

    @Test("several errors stand one after the other")
    func several() {
        let all = PipelineErrors([PipelineError(code, "a"), PipelineError(code, "b")])
        #expect(all.description == "error: a [unknown-stage]\nerror: b [unknown-stage]")
    }

    @Test("layers fill in what they know")
    func placed() {
        let inner = PipelineError(code, at: .data(DataPlace(row: 3)), "x")
        let outer = DataPlace(stage: "entries", row: 9)
        #expect(inner.placed(in: outer).location == .data(DataPlace(stage: "entries", row: 3)))
        #expect(PipelineError(code, "x").placed(in: outer).location == .data(outer))
        let named = PipelineError(code, at: .named("a"), "x")
        #expect(named.placed(in: outer) == named)
    }

    @Test("all line ends end a line", arguments: ["a\nb\nc", "a\r\nb\r\nc", "a\rb\rc"])
    func lineEnds(text: String) {
        #expect(SourceText(name: "f", text: text).lines == ["a", "b", "c"])
    }
}

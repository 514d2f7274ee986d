// SPDX-License-Identifier: Apache-2.0

import Columnar
import Synchronization
import Testing

@testable import Expressions

@Suite("layouts of text columns")
struct LayoutTests {
    private static let texts: [String?] = ["api:1", nil, "", "Ærø 😀", "api:1", "{\"a\": [1]}", "7"]

    /// One expression over `s` for each function that takes texts, and the operators.
    private static let expressions = [
        "lower(s)", "upper(s)", "trim(s, 'ai')", "ltrim(s)", "rtrim(s)", "length(s)",
        "concat(s, 1)",
        "substring(s, 2, 3)", "left(s, 2)", "right(s, -1)", "split_part(s, ':', 2)",
        "replace(s, 'a', 'æ')", "lpad(s, 8, 'x')", "rpad(s, 3)", "position(s, ':')",
        "starts_with(s, 'api')", "ends_with(s, '1')", "contains(s, ' ')", "sha256(s)", "md5(s)",
        "regexp_matches(s, '\\d')", "regexp_replace(s, '(.)', '\\1\\1', 'g')",
        "regexp_extract(s, '\\w+')", "s || s", "s || '!'", "s like 'a%'", "s ilike 'ÆR_%'",
        "s in ('7', '')", "s = '7'", "s < 'b'", "nullif(s, '7')", "least(s, 'b')",
        "coalesce(s, 'none')", "case when s like '%1%' then upper(s) else s end",
        "try_cast(s as int64)", "s is null", "s is distinct from '7'",
        "case when s like '{%' then json_extract(s, 'a') end",
        "case when s like '{%' then json_extract_text(s, '$.a[0]') end",
        "case when s like '{%' then json_array_length(s, 'a') end",
    ]

    @Test("a layout never shows in a result", arguments: expressions)
    func layouts(expression: String) throws {
        let plain = batch(["s": .texts(Self.texts)])
        let dictionary = batch(["s": .dictionary(Self.texts)])
        let expected = try results(of: expression, over: plain)
        #expect(try results(of: expression, over: dictionary) == expected)
        for (text, expected) in zip(Self.texts, expected) {
            let constant: ScalarValue = text.map { .text($0) } ?? .null(.text)
            let single = expression.replacing(#/\bs\b/#, with: "$s")
            #expect(try results(of: single, parameters: ["s": constant]) == [expected])
            let repeated = batch(["s": .text(TextArray(repeating: text, count: 3))])
            #expect(try results(of: expression, over: repeated) == [expected, expected, expected])
        }
    }

    @Test("every function of texts is tried in both layouts")
    func completeness() {
        let tried = Self.expressions.joined(separator: " ")
        for function in ScalarFunction.all
        where [.text, .hashing, .json].contains(function.category) {
            #expect(tried.contains("\(function.name)("), "\(function.name)")
        }
    }

    @Test(
        "texts that look the same are the same only if their bytes are",
        arguments: [1, 8, 9, 40]
    )
    func normalization(itemCount: Int) throws {
        let composed = "caf\u{E9}", decomposed = "cafe\u{301}"
        let rows = batch(["s": .texts([composed, decomposed, "x0", "x", nil, "zz"])])
        let others = (1..<itemCount).map { "'x\($0 - 1)'" }
        let list = (["'\(composed)'"] + others).joined(separator: ", ")
        let found = itemCount > 1 ? "true" : "false"
        #expect(
            try results(of: "s in (\(list))", over: rows)
                == ["true", "false", found, "false", nil, "false"]
        )
        let both = "s in (\(list), '\(decomposed)')"
        #expect(try results(of: both, over: rows).prefix(2) == ["true", "true"])
        let patterns = batch([
            "s": .texts([composed, composed]), "p": .texts([composed, decomposed]),
        ])
        #expect(try results(of: "s like p", over: patterns) == ["true", "false"])
    }

    @Test("a kernel runs once per dictionary value, and once for constants")
    func counts() {
        let counter = RowCounter()
        let kernel: Kernel = { arguments, rows, _ in
            counter.rowCounts.withLock { $0.append(rows.count) }
            return .column(.text(arguments[0].materialized(rows.count).textArray ?? TextArray([])))
        }
        let texts: [String?] = ["a", "b", "a", "a", "b", nil]
        func evaluate(_ argument: CheckedExpression, isStrict: Bool, over batch: RecordBatch) {
            let call = KernelCall(
                form: .function("f"),
                arguments: [argument],
                isStrict: isStrict,
                kernel: kernel
            )
            let expression = CheckedExpression(kind: .call(call), type: .text, range: 0..<0)
            var evaluator = Evaluator(batch)
            _ = evaluator.evaluate(expression, Selection(all: batch.rowCount))
        }
        let column = CheckedExpression(kind: .column(0, "s"), type: .text, range: 0..<0)
        let constant = CheckedExpression(kind: .constant(.text("a")), type: .text, range: 0..<0)
        let withNull = batch(["s": .dictionary(texts)])
        evaluate(column, isStrict: true, over: withNull)
        evaluate(column, isStrict: false, over: withNull)
        evaluate(column, isStrict: false, over: batch(["s": .dictionary(texts.dropLast())]))
        evaluate(constant, isStrict: true, over: withNull)
        #expect(counter.rowCounts.withLock { $0 } == [2, 6, 2, 1])
    }

    private final class RowCounter: Sendable {
        let rowCounts = Mutex<[Int]>([])
    }
}

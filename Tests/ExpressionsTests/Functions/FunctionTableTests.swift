// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Expressions

@Suite("the table of functions")
struct FunctionTableTests {
    @Test("every example gives what it says", arguments: ScalarFunction.all.map(\.name))
    func example(name: String) throws {
        let function = try #require(ScalarFunction.named(name))
        #expect(try result(of: function.example.call) == function.example.result)
    }

    @Test("every function has a summary of one sentence and a signature")
    func descriptions() {
        for function in ScalarFunction.all {
            #expect(function.summary.hasSuffix("."), "\(function.name)")
            #expect(!function.signatures.isEmpty, "\(function.name)")
        }
    }

    @Test("signatures show what may be left out")
    func signatures() {
        #expect(
            ScalarFunction.named("substring")?.signatures == ["substring(text, start, [length])"]
        )
        #expect(ScalarFunction.named("COALESCE")?.signatures == ["coalesce(value, value, …)"])
        #expect(ScalarFunction.named("concat")?.signatures == ["concat(value, …)"])
    }

    /// What the reference promises, by category.
    private static let promised: [(ScalarFunction.Category, String)] = [
        (
            .text,
            """
            lower upper trim length substring position replace split_part concat left right lpad rpad
            starts_with ends_with contains regexp_matches regexp_replace regexp_extract
            """
        ),
        (.numbers, "abs round ceil floor sign mod power sqrt least greatest"),
        (.nulls, "coalesce nullif ifnull"),
        (
            .time,
            """
            date_trunc date_part date_add date_diff to_date to_timestamp strftime last_day
            """
        ),
        (.money, "money money_major minor_units major_units currency"),
        (.hashing, "sha256 md5"),
        (.json, "json_extract json_extract_text json_array_length"),
    ]

    @Test("no function is missing")
    func completeness() throws {
        for (category, names) in Self.promised {
            for name in names.split(whereSeparator: \.isWhitespace) {
                let function = try #require(ScalarFunction.named(String(name)), "\(name)")
                #expect(function.category == category, "\(name)")
            }
        }
    }

    @Test("names are found when mistyped", arguments: ScalarFunction.allNames)
    func suggestions(name: String) {
        let mistyped = "\(name)x"
        let fault = faults(of: "\(mistyped)(1)").first ?? ""
        #expect(fault.contains("did you mean"), "\(fault)")
    }

    @Test("a null argument gives null where the rule says so")
    func nulls() throws {
        for function in ScalarFunction.all where function.nullRule == .givesNull {
            guard case .overloads(let overloads) = function.rule else { continue }
            for overload in overloads {
                let call = overload.parameters.map { $0.kind == .constantText ? "'day'" : "null" }
                guard call.contains("null") else { continue }
                let text = "\(function.name)(\(call.joined(separator: ", ")))"
                if faults(of: text).isEmpty { #expect(try result(of: text) == "null", "\(text)") }
            }
        }
    }
}

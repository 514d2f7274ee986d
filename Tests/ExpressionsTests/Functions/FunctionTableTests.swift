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
}

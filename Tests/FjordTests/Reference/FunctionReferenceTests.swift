// SPDX-License-Identifier: Apache-2.0

import Expressions
import Testing

@testable import Fjord

@Suite("Reference of functions")
struct FunctionReferenceTests {
    @Test("the list has every function on a line of its own")
    func list() {
        let lines = FunctionReference.list.split(separator: "\n").map(String.init)
        #expect(lines.count == ScalarFunction.all.count + AggregateFunction.all.count)
        for function in ScalarFunction.all {
            #expect(lines.contains { Self.line($0, shows: function.name, function.summary) })
        }
        for function in AggregateFunction.all {
            #expect(lines.contains { Self.line($0, shows: function.name, function.summary) })
        }
    }

    @Test("no two functions share a name or another spelling of it")
    func uniqueNames() {
        let scalars = ScalarFunction.all.flatMap(\.names)
        let aggregates = AggregateFunction.all.flatMap(\.names)
        #expect(Set(scalars).count == scalars.count)
        #expect(Set(aggregates).count == aggregates.count)
    }

    @Test("each function has a sentence and an example")
    func described() {
        for function in ScalarFunction.all {
            #expect(!function.summary.isEmpty && !function.example.call.isEmpty, "\(function.name)")
            #expect(!function.signatures.isEmpty, "\(function.name)")
        }
        for function in AggregateFunction.all {
            #expect(!function.summary.isEmpty && !function.example.isEmpty, "\(function.name)")
        }
    }

    @Test("a page names the function, its forms and an example")
    func page() throws {
        let function = try #require(ScalarFunction.named("split_part"))
        let page = FunctionReference.page(function)
        #expect(page.hasPrefix("split_part\n\(function.summary)\n\n  split_part("))
        #expect(page.hasSuffix("gives \(function.example.result)"))
        let sum = try #require(AggregateFunction.named("SUM"))
        #expect(FunctionReference.page(sum) == "sum\n\(sum.summary)\n\nExample: \(sum.example)")
    }

    private static func line(_ line: String, shows name: String, _ summary: String) -> Bool {
        line.split(separator: " ").dropFirst().first.map(String.init) == name
            && line.hasSuffix(summary)
    }
}

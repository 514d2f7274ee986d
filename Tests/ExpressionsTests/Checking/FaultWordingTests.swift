// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Expressions

@Suite("the wording of faults")
struct FaultWordingTests {
    /// One expression of `reference/faults.txt`: below it each fault, as the text it underlines,
    /// the message and the code, and the fix on a line of its own.
    struct Case: Sendable, CustomTestStringConvertible {
        let section: String
        let expression: String
        var faults: [String] = []

        var testDescription: String { expression }
    }

    @Test("word for word", arguments: try cases())
    func wording(expected: Case) {
        let found =
            expected.section == "aggregates"
            ? aggregateFaults(of: expected.expression, sampleSchema, by: ["currency"])
            : faults(of: expected.expression, sampleSchema)
        #expect(found == expected.faults)
    }

    private static func cases() throws -> [Case] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = folder.appending(path: "reference/faults.txt")
        var cases: [Case] = []
        var section = ""
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("# ") {
                section = String(line.dropFirst(2))
            } else if line.hasPrefix("        fix: ") {
                let fault = cases[cases.count - 1].faults.removeLast()
                cases[cases.count - 1].faults.append("\(fault) = fix: \(line.dropFirst(13))")
            } else if line.hasPrefix("    ") {
                cases[cases.count - 1].faults.append(String(line.dropFirst(4)))
            } else {
                cases.append(Case(section: section, expression: String(line)))
            }
        }
        return cases
    }
}

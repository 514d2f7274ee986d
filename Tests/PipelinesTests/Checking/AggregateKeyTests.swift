// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Pipelines

@Suite("keys of aggregates")
struct AggregateKeyTests {
    @Test("by names at most 32 columns")
    func tooMany() throws {
        let names = (1...33).map { "k\($0)" }
        func stages(_ count: Int) -> String {
            """
              - transform: {\(names.map { "\($0): name" }.joined(separator: ", "))}
              - aggregate: {n: count(*)}
                by:
            \(names.prefix(count).map { "      - \($0)" }.joined(separator: "\n"))
            """
        }
        #expect(try columns(stages(32)).count == 33)
        #expect(
            faults(overRows(stages(33))) == """
                p.yaml:40:9: error: 'by' names 33 columns, and may name 32 [too-many-keys]
                40 |       - k33
                   |         ^~~
                   = fix: put some into one text in a transform before, as in key: concat(a, '|', b)
                """
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

@Suite("stddev")
struct DeviationTests {
    @Test(
        "the deviation of a sample, whatever the offset",
        arguments: zip(
            [0, 1_000_000_000, 1_000_000_000_000] as [Double],
            [2.138089935299395, 2.138089935299395, 2.138089935299395]
        )
    )
    func deviates(offset: Double, expected: Double) throws {
        let values = [2, 4, 4, 4, 5, 5, 7, 9].map { $0 + offset }
        #expect(try lines(values) == ["\(expected)"])
    }

    @Test("fewer than two values have none; equal ones have zero")
    func fewValues() throws {
        #expect(try lines([]) == ["null"])
        #expect(try lines([3.5]) == ["null"])
        #expect(try lines([0.1, 0.1, 0.1]) == ["0.0"])
    }

    @Test("order and workers do not change a bit")
    func isStable() throws {
        var random = SeededRandom(seed: 11)
        let values = (0..<200).map { _ in Double.random(in: -1e9...1e9, using: &random) }
        let expected = try lines(values)
        for _ in 0..<5 { #expect(try lines(values.shuffled(using: &random)) == expected) }
    }

    private func lines(_ values: [Double]) throws -> [String] {
        let rows = values.map { SampleRow(ratio: $0, isKept: true) }
        let run = AggregationRun(by: [], calls: [try .init("stddev", "ratio")])
        let results = try [1, 7, 1_000].map {
            try run.lines(rows, .init(batchSize: $0, workerCount: 3, seed: 2))
        }
        #expect(Set(results).count == 1)
        return results[0]
    }
}

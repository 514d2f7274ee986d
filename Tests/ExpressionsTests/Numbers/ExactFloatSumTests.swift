// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Expressions

@Suite("ExactFloatSum")
struct ExactFloatSumTests {
    @Test("sums equal Python's math.fsum, in any order and any split")
    func equalsPython() throws {
        var random = SeededRandom(seed: 5)
        for line in try referenceLines("fsum") {
            let doubles = try line.map { Double(bitPattern: try #require(UInt64($0, radix: 16))) }
            for _ in 0..<3 {
                let values = doubles.dropFirst().shuffled(using: &random)
                #expect(sum(values).rounded == doubles[0], "\(line)")
                let cut = Int.random(in: 0...values.count, using: &random)
                var merged = sum(values[cut...])
                merged.merge(sum(values[..<cut]))
                #expect(merged.rounded == doubles[0], "\(line)")
            }
        }
    }

    @Test(
        "many additions of one sign do not overflow",
        arguments: [0.1, -0.1, 1e300, -.leastNonzeroMagnitude]
    )
    func survivesManyAdditions(value: Double) {
        var total = ExactFloatSum()
        for _ in 0..<1 << 16 { total.add(value) }
        #expect(total.rounded == value * Double(1 << 16))
    }

    @Test("what passes the largest double on the way back does not show")
    func passesTheLargestDouble() {
        let largest = Double.greatestFiniteMagnitude
        #expect(sum([largest, largest, -largest]).rounded == largest)
        #expect(sum([largest, largest]).rounded == nil)
        #expect(sum([largest, largest.ulp / 2]).rounded == nil)
        #expect(sum([largest, largest.ulp / 4]).rounded == largest)
    }

    @Test("NaN and infinity are faults", arguments: [Double.nan, .infinity, -.infinity])
    func flagsNonFinite(value: Double) {
        #expect(sum([1, value, 2]).rounded == nil)
        var merged = sum([1])
        merged.merge(sum([value]))
        #expect(merged.hasNonFinite)
    }

    @Test("no values come to zero")
    func startsAtZero() {
        #expect(ExactFloatSum().rounded == 0)
    }

    private func sum(_ values: some Sequence<Double>) -> ExactFloatSum {
        var total = ExactFloatSum()
        for value in values { total.add(value) }
        return total
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Expressions

@Suite("Int256")
struct Int256Tests {
    @Test("products, sums, scaling and division equal Python's integers")
    func equalsPython() throws {
        let lines = try referenceLines("divide")
        #expect(lines.count > 2_000)
        for line in lines {
            let numbers = try line[0..<5].map { try #require(Int128($0)) }
            let sum = Int256(multiplying: numbers[0], numbers[1]) + Int256(numbers[2])
            let quotient = sum.multipliedByPowerOfTen(Int(numbers[3]))?
                .dividedHalfAwayFromZero(by: numbers[4])
            #expect(quotient == Int128(line[5]), "\(line)")
        }
    }

    @Test("order and narrowing are those of the numbers")
    func ordersAndNarrows() {
        let ascending: [Int256] = [
            Int256(multiplying: .min, .max), Int256(.min), Int256(-1), .zero, Int256(1),
            Int256(.max), Int256(multiplying: .min, .min),
        ]
        #expect(ascending.sorted() == ascending)
        #expect(ascending.map(\.exactInt128) == [nil, .min, -1, 0, 1, .max, nil])
        #expect((Int256(.max) + Int256(1)).exactInt128 == nil)
        #expect((Int256(.max) + Int256(1) - Int256(1)).exactInt128 == .max)
    }

    @Test("scaling past 256 bits is nil")
    func scalesPastTheEnd() {
        #expect(Int256(multiplying: .max, .max).multipliedByPowerOfTen(1) == nil)
        #expect(Int256(multiplying: .min, .max).multipliedByPowerOfTen(38) == nil)
    }
}

@Suite("PowersOfTen")
struct PowersOfTenTests {
    @Test("digits are counted as Python writes them")
    func countsDigits() throws {
        for line in try referenceLines("digits") {
            let value = try #require(Int128(line[0]))
            #expect(PowersOfTen.digitCount(value) == Int(line[1]), "\(line)")
        }
        #expect(PowersOfTen.digitCount(.min) == 39)
    }

    @Test("a value fits a precision up to all nines")
    func fits() {
        #expect(PowersOfTen.fits(99, precision: 2))
        #expect(!PowersOfTen.fits(-100, precision: 2))
        #expect(PowersOfTen.fits(PowersOfTen.signed(38) - 1, precision: 38))
        #expect(!PowersOfTen.fits(PowersOfTen.signed(38), precision: 38))
    }
}

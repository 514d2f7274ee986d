// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Expressions

@Suite("number literals")
struct NumberLiteralTests {
    @Test(
        "numbers come out as they went in",
        arguments: [
            ("9007199254740993", "int64"), ("-9007199254740993", "int64"), ("0.1", "decimal(1, 1)"),
            ("1234567890.123456789", "decimal(19, 9)"), ("1.10", "decimal(3, 2)"),
            ("0.00000000000000000000000000000000000001", "decimal(38, 38)"),
            ("99999999999999999999999999999999999999", "decimal(38, 0)"),
            ("1e+300", "float64"), ("5e-324", "float64"), ("-1.5e-07", "float64"),
        ]
    )
    func exact(literal: String, type name: String) throws {
        #expect(try result(of: literal) == literal)
        #expect(try result(of: "cast(\(literal) as text)") == literal)
        #expect(try type(of: literal) == name)
    }

    @Test("a column of a number's digits reads back the same")
    func columns() throws {
        let digits = ["9007199254740993", "0.1", "1234567890.123456789"]
        let rows = batch(["s": .texts(digits)])
        #expect(
            try results(of: "cast(s as decimal(38, 9))", over: rows)
                == ["9007199254740993.000000000", "0.100000000", "1234567890.123456789"]
        )
    }

    @Test(
        "numbers that fit nothing are faults",
        arguments: [
            (
                "1e400",
                "<1e400> 1e400 is larger than a float64 can hold [malformed-literal] = fix: the largest is about 1.8e308"
            ),
            (
                "0.001e-400",
                "<0.001e-400> 0.001e-400 is smaller than a float64 can hold, and would become 0 [malformed-literal] = fix: the smallest is about 4.9e-324"
            ),
            (
                "0.000000000000000000000000000000000000001",
                "<0.000000000000000000000000000000000000001> 0.000000000000000000000000000000000000001 has more than 38 digits [malformed-literal]"
            ),
        ]
    )
    func faulty(literal: String, expected: String) throws {
        #expect(faults(of: literal) == [expected])
    }

    @Test("zero may have any exponent")
    func zero() throws {
        #expect(try result(of: "0e-400") == "0.0")
        #expect(try result(of: "0.00e5") == "0.0")
    }
}

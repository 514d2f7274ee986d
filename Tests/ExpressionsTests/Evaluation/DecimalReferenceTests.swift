// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

@Suite("decimals and money give what Python gives")
struct DecimalReferenceTests {
    private struct Case {
        let operation: String
        let shapes: [DecimalShape]
        let operands: [Int128]
        let scale: Int
        /// Digits, `overflow` or `zero`.
        let result: String

        init(_ fields: [String]) throws {
            operation = fields[0]
            let numbers = try fields[1..<5].map { try #require(Int($0)) }
            shapes = [
                DecimalShape(precision: numbers[0], scale: numbers[1]),
                DecimalShape(precision: numbers[2], scale: numbers[3]),
            ]
            operands = try fields[5..<7].map { try #require(Int128($0)) }
            scale = try #require(Int(fields[7]))
            result = fields[8]
        }

        var key: String { "\(operation) \(shapes[0].type) \(shapes[1].type)" }
        var expression: String {
            operation == "cast" ? "cast(x as \(shapes[1].type))" : "x \(operation) y"
        }
    }

    private func batch(_ cases: [Case]) -> RecordBatch {
        let columns = [0, 1].map { side in
            let values = Values(cases.map { $0.operands[side] })
            let shape = cases[0].shapes[side]
            return Column.decimal(
                DecimalArray(values),
                precision: shape.precision,
                scale: shape.scale
            )
        }
        return ExpressionsTests.batch(["x": columns[0], "y": columns[1]])
    }

    @Test("decimal arithmetic and casts")
    func decimals() throws {
        let cases = try referenceRows("decimals.csv").map { try Case($0) }
        #expect(cases.count > 2_500)
        for (key, group) in Dictionary(grouping: cases, by: \.key) {
            let fitting = group.filter { Int128($0.result) != nil }
            if !fitting.isEmpty {
                let expected = fitting.map {
                    DecimalText.text(Int128($0.result) ?? 0, scale: $0.scale)
                }
                #expect(
                    try results(of: fitting[0].expression, over: batch(fitting)) == expected,
                    "\(key)"
                )
            }
            for failing in group where Int128(failing.result) == nil {
                let fault = try rowFault(of: failing.expression, over: batch([failing]))
                let code = failing.result == "zero" ? "[division-by-zero]" : "[decimal-overflow]"
                let wanted = failing.operation == "cast" ? "[cannot-convert]" : code
                #expect(fault?.hasSuffix(wanted) == true, "\(key) \(failing.operands)")
            }
        }
    }

    @Test("money times and by numbers")
    func money() throws {
        for fields in try referenceRows("money.csv") {
            let scale = try #require(Int(fields[3]))
            let amount = try #require(Int64(fields[1]))
            let digits = try #require(Int128(fields[2]))
            let batch = ExpressionsTests.batch([
                "amount": .money([amount], ["NOK"]),
                "x": .decimal(DecimalArray(Values([digits])), precision: 38, scale: scale),
            ])
            let text = "minor_units(amount \(fields[0]) x)"
            if fields[4] == "overflow" {
                #expect(try rowFault(of: text, over: batch)?.hasSuffix("[money-overflow]") == true)
            } else {
                #expect(try results(of: text, over: batch) == [fields[4]], "\(fields)")
            }
        }
    }
}

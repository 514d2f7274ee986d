// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

@Suite("kernels give what a naive row loop gives")
struct NaiveComparisonTests {
    private static let texts = [
        "a", "b:c", "", "Øre:x", "capture", "api:418207:x", "a\u{0}", "longer than eight bytes",
    ]

    private struct Rows {
        var columns: [(String, [NaiveRow.Value])] = []
        let count: Int

        init(count: Int, nullEvery: Int, _ random: inout SeededRandom) {
            self.count = count
            func values(_ make: (inout SeededRandom) -> NaiveRow.Value) -> [NaiveRow.Value] {
                (0..<count).map { _ in
                    nullEvery > 0 && Int.random(in: 0..<nullEvery, using: &random) == 0
                        ? .null : make(&random)
                }
            }
            for name in ["b", "c"] {
                columns.append((name, values { .boolean(Bool.random(using: &$0)) }))
            }
            for name in ["i", "j"] {
                columns.append(
                    (
                        name,
                        values { random in
                            let extremes: [Int64] = [.min, .max, -1, 0]
                            if Int.random(in: 0..<40, using: &random) == 0 {
                                return .integer(extremes.randomElement(using: &random) ?? 0)
                            }
                            return .integer(Int64.random(in: -9...9, using: &random))
                        }
                    )
                )
            }
            for name in ["s", "t"] {
                columns.append((name, values { .text(texts.randomElement(using: &$0) ?? "") }))
            }
        }

        func batch(dictionaries: Bool) -> RecordBatch {
            let columns = columns.map { name, values in (name, column(values, name, dictionaries)) }
            return RecordBatch(
                schema: Schema(columns.map { Field($0.0, $0.1.type) }),
                columns: columns.map(\.1),
                rowCount: count,
                origin: BatchOrigin(partition: nil, runs: [])
            )
        }

        private func column(_ values: [NaiveRow.Value], _ name: String, _ dictionaries: Bool)
            -> Column
        {
            switch name {
            case "b", "c":
                .boolean(
                    BooleanArray(
                        values.map { if case .boolean(let value) = $0 { value } else { nil } }
                    )
                )
            case "i", "j":
                .integers(values.map { if case .integer(let value) = $0 { value } else { nil } })
            default:
                if dictionaries {
                    .dictionary(values.map { if case .text(let value) = $0 { value } else { nil } })
                } else {
                    .texts(values.map { if case .text(let value) = $0 { value } else { nil } })
                }
            }
        }

        func row(_ number: Int) -> NaiveRow {
            NaiveRow(
                columns: Dictionary(uniqueKeysWithValues: columns.map { ($0.0, $0.1[number]) })
            )
        }
    }

    @Test("in every layout, errors included", arguments: 0..<40)
    func matches(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let counts = [1, 7, 63, 64, 65, 200]
        let nullEvery = [0, 2, 5].randomElement(using: &random) ?? 0
        let count = counts.randomElement(using: &random) ?? 64
        let rows = Rows(count: count, nullEvery: nullEvery, &random)
        let batches = [rows.batch(dictionaries: false), rows.batch(dictionaries: true)]
        var writer = RandomExpression(random: random)
        for _ in 0..<50 {
            let text = writer.any()
            let expected = try naive(text, rows)
            for batch in batches {
                #expect(try vectorized(text, batch) == expected, "seed \(seed): \(text)")
            }
        }
    }

    /// The values of all rows, or only the number of the first row with a fault.
    private func naive(_ text: String, _ rows: Rows) throws -> [NaiveRow.Value] {
        let tree = try Parser.parse(text)
        var values: [NaiveRow.Value] = []
        for number in 0..<rows.count {
            do {
                values.append(try rows.row(number).value(tree))
            } catch {
                return [.text("fault at row \(number)")]
            }
        }
        return values
    }

    private func vectorized(_ text: String, _ batch: RecordBatch) throws -> [NaiveRow.Value] {
        let expression = try CompiledExpression.compile(
            text,
            in: ExpressionScope(schema: batch.schema)
        )
        do throws(RowError) {
            let column = try expression.evaluate(batch)
            return (0..<column.count).map { row in
                switch column.scalar(atRow: row) {
                case .boolean(let value): .boolean(value)
                case .int64(let value): .integer(value)
                case .text(let value): .text(value)
                default: .null
                }
            }
        } catch {
            return [.text("fault at row \(error.row)")]
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Tables

@Suite("union")
struct UnionTransformTests {
    private func union(_ inputs: String...) throws -> UnionTransform {
        try UnionTransform(StageOptions(["inputs": .texts(inputs)]))
    }

    @Test("one input follows the other whatever fits in memory", arguments: memoryLimits)
    func oneAfterTheOther(memoryByteCount: Int) throws {
        let inputs = (1...3).map { TableRow.random(200, seed: $0) }
        let expected = inputs.flatMap(\.texts)
        for turns in [nil, 1, 2] as [UInt64?] {
            let output = try union("a", "b", "c").run(
                inputs.map { $0.batches(of: 30) },
                schemas: inputs.map { _ in TableRow.schema },
                memoryByteCount: memoryByteCount,
                turns: turns
            )
            #expect(output.flatMap(\.texts) == expected)
        }
    }

    @Test("columns come in the order of the first input")
    func columnsInTheOrderOfTheFirst() throws {
        let first = RecordBatch.texts("a b", "1 2"), second = RecordBatch.texts("b a", "3 4")
        let output = try union("x", "y")
            .run([[first], [second]], schemas: [first.schema, second.schema])
        #expect(output.flatMap(\.lines) == ["1 2", "4 3"])
        #expect(output[1].place(ofRow: 0).description == "partition p, page 2, row 1")
    }

    @Test("rows of the first input pass while it runs")
    func rowsPass() throws {
        let batch = RecordBatch.texts("a", "1")
        var rows = try union("x", "y")
            .makeCollector(for: [batch.schema, batch.schema], in: .forTests())
        try rows.add(batch, from: 1)
        #expect(try rows.next() == nil)
        try rows.add(batch, from: 0)
        #expect(try rows.next()?.rowCount == 1)
        #expect(try rows.next() == nil)
        try rows.end(input: 0)
        #expect(try rows.next()?.rowCount == 1)
    }

    @Test("different columns are said before the run")
    func faults() {
        let first = Schema([Field("a", .text), Field("b", .int64), Field("c", .text)])
        let second = Schema([Field("a", .text), Field("b", .text), Field("d", .date)])
        let text = message { _ = try union("x", "y").outputSchema(for: [first, second]) }
        #expect(
            text == """
                the inputs do not have the same columns: 'y' lacks 'c'; 'x' lacks 'd'; 'b' is int64 in 'x' \
                and text in 'y' [different-columns]
                fix: make them alike before the union with keep, rename or a cast in a transform
                """
        )
        #expect(
            message { _ = try union("x") } == """
                a union has two inputs or more [malformed-key]
                fix: write inputs: [a, b]
                """
        )
    }
}

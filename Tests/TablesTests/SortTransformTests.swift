// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Tables

@Suite("sort")
struct SortTransformTests {
    private func sort(_ by: String...) throws -> SortTransform {
        try SortTransform(StageOptions(["by": .texts(by)]))
    }

    private func compare<Value: Comparable>(_ left: Value?, _ right: Value?, descending: Bool)
        -> Int
    {
        guard let left, let right else { return (left == nil ? 1 : 0) - (right == nil ? 1 : 0) }
        let order = left < right ? -1 : left > right ? 1 : 0
        return descending ? -order : order
    }

    @Test(
        "the rows of a naive sort come out whatever fits in memory",
        arguments: memoryLimits,
        [1, 7, 300]
    )
    func sameRowsAsNaive(memoryByteCount: Int, batchSize: Int) throws {
        let rows = TableRow.random(700, keyCount: 40, seed: UInt64(memoryByteCount + batchSize))
        let expected = rows.indices.sorted { left, right in
            let (left, right) = (rows[left], rows[right])
            var order = compare(left.amount, right.amount, descending: true)
            if order == 0 {
                let words = { (row: TableRow) in row.msn.map { Text(bytes: Array($0.utf8)) } }
                order = compare(words(left), words(right), descending: false)
            }
            if order == 0 { order = compare(left.share, right.share, descending: false) }
            return order == 0 ? left.id < right.id : order < 0
        }
        let output = try sort("amount desc", "msn", "share asc nulls last").run(
            [rows.batches(of: batchSize)],
            schemas: [TableRow.schema],
            memoryByteCount: memoryByteCount
        )
        let texts = rows.texts
        #expect(output.flatMap(\.texts) == expected.map { texts[$0] })
    }

    private struct Text: Comparable {
        let bytes: [UInt8]
        static func < (left: Text, right: Text) -> Bool {
            left.bytes.lexicographicallyPrecedes(right.bytes)
        }
    }

    @Test(
        "nulls stand last unless they are to be first",
        arguments: zip(
            ["a", "a desc", "A", "a nulls first", "a DESC NULLS FIRST", "\"a\" asc nulls last"],
            ["1 2 -", "2 1 -", nil, "- 1 2", "- 2 1", "1 2 -"]
        )
    )
    func nulls(by: String, expected: String?) throws {
        let batch = RecordBatch.texts("a", "2", "-", "1")
        let text = try? sort(by).run([[batch]], schemas: [batch.schema]).flatMap(\.lines)
        #expect(text?.joined(separator: " ") == expected)
    }

    @Test("no rows give no rows")
    func noRows() throws {
        #expect(try sort("id").run([[]], schemas: [TableRow.schema]).isEmpty)
        let none = RecordBatch([TableRow]()[...])
        #expect(try sort("id").run([[none]], schemas: [TableRow.schema]).isEmpty)
    }

    @Test("rows are numbered as they come out")
    func rowsAreNumbered() throws {
        let batch = RecordBatch.texts("a", "2", "1")
        let sorted = try sort("a").run([[batch]], schemas: [batch.schema])
        #expect(sorted[0].place(ofRow: 1).description == "row 2")
    }

    @Test("two currencies are an error on the row that brings the second")
    func twoCurrencies() throws {
        let money = { (codes: [String], validity: Bitmap?) in
            RecordBatch(
                schema: Schema([Field("amount", .money)]),
                columns: [
                    .money(
                        MoneyArray(
                            Values(repeating: 5, count: codes.count),
                            .perSlot(Values(codes.map { Currency($0)?.code ?? 0 })),
                            validity: validity
                        )
                    )
                ],
                rowCount: codes.count,
                origin: BatchOrigin(partition: nil, runs: [])
            )
        }
        let batches = [money(["NOK", "EUR"], Bitmap([true, false])), money(["NOK", "EUR"], nil)]
        let text = message {
            _ = try sort("amount").run([batches], schemas: [batches[0].schema])
        }
        #expect(
            text == """
                row 1: 'amount' is EUR after NOK, and one cannot be put before the other [mixed-currencies]
                fix: keep to one currency with a filter, as in currency = 'NOK'
                """
        )
    }

    @Test(
        "what cannot be sorted by is said before the run",
        arguments: zip(
            [["amonut"], ["id", "id desc"], ["id upwards"], ["\"id"], ["id nulls"], []],
            [
                """
                no column is called 'amonut' [unknown-column]
                fix: did you mean 'amount'?
                """,
                """
                'by' names 'id' twice [malformed-key]
                fix: leave one of them out
                """,
                """
                'id upwards' is not a column and its order [malformed-key]
                fix: write amount, amount desc or amount desc nulls first; a name with blanks stands in double quotes
                """,
                """
                '"id' is not a column and its order [malformed-key]
                fix: write amount, amount desc or amount desc nulls first; a name with blanks stands in double quotes
                """,
                """
                'id nulls' is not a column and its order [malformed-key]
                fix: write amount, amount desc or amount desc nulls first; a name with blanks stands in double quotes
                """,
                """
                'by' names no column [malformed-key]
                fix: name at least one
                """,
            ]
        )
    )
    func faults(by: [String], expected: String) {
        let text = message {
            let sort = try SortTransform(StageOptions(["by": .texts(by)]))
            _ = try sort.outputSchema(for: [TableRow.schema])
        }
        #expect(text == expected)
    }
}

@Suite("Names of columns in options")
struct ColumnWordsTests {
    @Test("an order is read with and without quotes")
    func orders() {
        let order = ColumnOrder(#" "total ""net"" Requests"  desc  nulls first "#)
        #expect(order?.column == #"total "net" Requests"#)
        #expect(order?.isDescending == true && order?.nullsFirst == true)
        #expect(ColumnOrder("owner.id")?.column == "owner.id")
        #expect(ColumnOrder("desc")?.column == "desc")
        #expect(ColumnOrder("") == nil)
        #expect(ColumnOrder("\"\"") == nil)
    }

    @Test("a pair is read with and without blanks and quotes")
    func pairs() {
        for text in ["msn=serial", "msn = serial", "\"msn\"= serial ", "msn =\"serial\""] {
            let pair = JoinPair(text)
            #expect(pair?.left == "msn" && pair?.right == "serial", "\(text)")
        }
        #expect(JoinPair("msn")?.right == "msn")
        #expect(JoinPair("\"a = b\"")?.left == "a = b")
        for text in ["", "=", "a =", "= a", "a = b = c", "a b"] { #expect(JoinPair(text) == nil) }
    }
}

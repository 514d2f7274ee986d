// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Tables

@Suite("join")
struct JoinTransformTests {
    static let kinds = ["inner", "left", "anti", "semi"]

    private func join(
        on: [String] = ["k"],
        kind: String = "inner",
        duplicates: String = "error"
    ) throws -> JoinTransform {
        try JoinTransform(
            StageOptions([
                "with": .text("units"), "on": .texts(on), "kind": .text(kind),
                "duplicates": .text(duplicates),
            ])
        )
    }

    private static let leftSchema = Schema([
        Field("n", .int64), Field("k", .text), Field("d", .date),
    ])
    private static let rightSchema = Schema([
        Field("key", .text), Field("extra", .int64), Field("day", .date), Field("word", .text),
    ])

    private struct Side {
        let keys: [(String?, Int32?)]

        init(count: Int, keyCount: Int, isUnique: Bool, seed: UInt64) {
            var random = SeededRandom(seed: seed)
            var keys = (0..<count).map { index -> (String?, Int32?) in
                let key = isUnique ? index : Int.random(in: 0..<keyCount, using: &random)
                let isNull = Int.random(in: 0..<12, using: &random) == 0
                return (isNull ? nil : "key\(key)", Int32(key % 3))
            }
            keys.shuffle(using: &random)
            self.keys = keys
        }

        func batches(of size: Int, _ make: (Range<Int>) -> RecordBatch) -> [RecordBatch] {
            stride(from: 0, to: keys.count, by: size).map { make($0..<min($0 + size, keys.count)) }
        }
    }

    private func left(_ side: Side, _ range: Range<Int>) -> RecordBatch {
        RecordBatch(
            schema: Self.leftSchema,
            columns: [
                .int64(Int64Array(range.map { Optional(Int64($0)) })),
                .text(TextArray(range.map { side.keys[$0].0 })),
                .date(Date32Array(range.map { side.keys[$0].1 })),
            ],
            rowCount: range.count,
            origin: BatchOrigin(
                partition: "l",
                runs: [.init(firstSlot: 0, page: 3, firstRow: range.lowerBound + 1)]
            )
        )
    }

    private func right(_ side: Side, _ range: Range<Int>) -> RecordBatch {
        RecordBatch(
            schema: Self.rightSchema,
            columns: [
                .text(TextArray(range.map { side.keys[$0].0 })),
                .int64(Int64Array(range.map { $0 % 7 == 0 ? nil : Int64($0) })),
                .date(Date32Array(range.map { side.keys[$0].1 })),
                .text(TextArray(range.map { Optional("word \($0)") })),
            ],
            rowCount: range.count,
            origin: BatchOrigin(
                partition: "r",
                runs: [.init(firstSlot: 0, page: 1, firstRow: range.lowerBound + 1)]
            )
        )
    }

    /// The joined rows, found the slow way.
    private func reference(_ leftRows: Rows, _ rightRows: Rows, _ kind: String, _ all: Bool) -> Rows
    {
        let rows = Dictionary(grouping: rightRows) { [$0[0], $0[2]] }
        return leftRows.flatMap { row -> Rows in
            let matches = row[1] == nil ? [] : rows[[row[1], row[2]]] ?? []
            switch kind {
            case "semi": return matches.isEmpty ? [] : [row]
            case "anti": return matches.isEmpty ? [row] : []
            default:
                if matches.isEmpty { return kind == "left" ? [row + [nil, nil]] : [] }
                return matches.prefix(all ? .max : 1).map { row + [$0[1], $0[3]] }
            }
        }
    }

    @Test(
        "the rows of a naive join come out whatever fits in memory",
        arguments: memoryLimits,
        kinds
    )
    func sameRowsAsNaive(memoryByteCount: Int, kind: String) throws {
        for duplicates in ["error", "first", "all"] {
            for (leftCount, rightCount, keyCount, batchSize) in [
                (60, 50, 20, 1), (250, 200, 150, 90), (60, 300, 9, 40), (20, 0, 3, 7),
                (0, 20, 3, 7),
            ] {
                let mine = Side(count: leftCount, keyCount: keyCount, isUnique: false, seed: 1)
                let theirs = Side(
                    count: rightCount,
                    keyCount: keyCount,
                    isUnique: duplicates == "error",
                    seed: 2
                )
                let inputs = [
                    mine.batches(of: batchSize) { left(mine, $0) },
                    theirs.batches(of: batchSize) { right(theirs, $0) },
                ]
                let expected = reference(
                    inputs[0].flatMap(\.texts),
                    inputs[1].flatMap(\.texts),
                    kind,
                    duplicates == "all"
                )
                let transform = try join(
                    on: ["k = key", "d=day"],
                    kind: kind,
                    duplicates: duplicates
                )
                for turns in [nil, 1] as [UInt64?] {
                    let output = try transform.run(
                        inputs,
                        schemas: [Self.leftSchema, Self.rightSchema],
                        memoryByteCount: memoryByteCount,
                        turns: turns
                    )
                    #expect(
                        output.flatMap(\.texts) == expected,
                        "\(duplicates) \(leftCount) \(rightCount) \(keyCount) \(batchSize)"
                    )
                    #expect(output.allSatisfy(isInPlace))
                }
            }
        }
    }

    /// Whether each row is named as the row of the input that it was made of.
    private func isInPlace(_ batch: RecordBatch) -> Bool {
        guard case .int64(let numbers) = batch.columns[0] else { return false }
        return (0..<batch.rowCount).allSatisfy { row in
            let expected = "partition l, page 3, row \(numbers.values[row] + 1)"
            return batch.place(ofRow: row).description == expected
        }
    }

    @Test("one key with many rows on both sides is joined with all", arguments: memoryLimits)
    func manyRowsOfOneKey(memoryByteCount: Int) throws {
        let mine = Side(count: 60, keyCount: 1, isUnique: false, seed: 3)
        let theirs = Side(count: 200, keyCount: 1, isUnique: false, seed: 4)
        let output = try join(on: ["k = key"], kind: "left", duplicates: "all").run(
            [
                mine.batches(of: 40) { left(mine, $0) },
                theirs.batches(of: 100) { right(theirs, $0) },
            ],
            schemas: [Self.leftSchema, Self.rightSchema],
            memoryByteCount: memoryByteCount
        )
        let matches = theirs.keys.count { $0.0 != nil }
        let withKeys = mine.keys.count { $0.0 != nil }
        #expect(output.reduce(0) { $0 + $1.rowCount } == withKeys * matches + 60 - withKeys)
    }

    @Test(
        "a key that occurs twice names both rows, the same ones whatever fits in memory",
        arguments: memoryLimits,
        [7, 5_000]
    )
    func duplicateKey(memoryByteCount: Int, batchSize: Int) throws {
        var lines = (0..<400).map { "\($0) - \($0)" }
        lines[250] = "7 - other"
        lines[240] = "- 2026 null"
        lines[260] = "9 - other"
        lines[270] = "7 - third"
        let batches = stride(from: 0, to: 400, by: batchSize).map { start in
            let end = min(start + batchSize, 400)
            return RecordBatch.texts(of: lines[start..<end], names: "k day w", firstRow: start + 1)
        }
        let text = message {
            _ = try join().run(
                [[.texts("k", "1")], batches],
                schemas: [RecordBatch.texts("k").schema, batches[0].schema],
                memoryByteCount: memoryByteCount
            )
        }
        #expect(
            text == """
                k 7 occurs twice in 'units': at partition p, page 2, row 8 and at partition p, page 2, \
                row 251 [duplicate-join-key]
                fix: make it occur once there, or write duplicates: first to take the first row, \
                duplicates: all to join them all
                """
        )
    }

    @Test("semi and anti do not mind keys that occur twice", arguments: ["semi", "anti"])
    func semiAndAnti(kind: String) throws {
        let left = RecordBatch.texts("k n", "1 a", "2 b", "- c", "1 d")
        let right = RecordBatch.texts("k n", "1 x", "1 y", "- z")
        let output = try join(kind: kind).run(
            [[left], [right]],
            schemas: [left.schema, right.schema]
        )
        #expect(output.flatMap(\.lines) == (kind == "semi" ? ["1 a", "1 d"] : ["2 b", "- c"]))
    }

    @Test("money is joined by amount and currency")
    func money() throws {
        let money = { (name: String, codes: [String]) in
            RecordBatch(
                schema: Schema([Field(name, .money), Field("\(name)_n", .int64)]),
                columns: [
                    .money(
                        MoneyArray(
                            Values(repeating: 100, count: codes.count),
                            .perSlot(Values(codes.map { Currency($0)?.code ?? 0 }))
                        )
                    ), .int64(Int64Array(codes.indices.map { Optional(Int64($0)) })),
                ],
                rowCount: codes.count,
                origin: BatchOrigin(partition: nil, runs: [])
            )
        }
        let left = money("a", ["NOK", "EUR", "DKK"]), right = money("b", ["EUR", "NOK"])
        let output = try join(on: ["a = b"], kind: "left")
            .run([[left], [right]], schemas: [left.schema, right.schema])
        #expect(output.flatMap(\.lines) == ["1.00 0 1", "1.00 1 0", "1.00 2 -"])
    }

    @Test(
        "what does not go together is said before the run",
        arguments: zip(
            [["kk"], ["k = kee"], ["k = extra"], ["a b"], []],
            [
                """
                no column is called 'kk' [unknown-column]
                fix: did you mean 'k'?
                """,
                """
                'units' has no column 'kee' [unknown-column]
                fix: did you mean 'key'?
                """,
                """
                'k' is text, but 'extra' of 'units' is int64 [type-mismatch]
                fix: give both one type in a transform before, as in k: cast(k as int64)
                """,
                """
                'a b' is not a column, nor a pair of columns [malformed-key]
                fix: write msn where both sides call it so, else msn = merchantSerialNumber with the \
                input's column first; a name with blanks stands in double quotes
                """,
                """
                'on' names no column [malformed-key]
                fix: name at least one
                """,
            ]
        )
    )
    func faults(on: [String], expected: String) {
        let text = message {
            _ = try join(on: on).outputSchema(for: [Self.leftSchema, Self.rightSchema])
        }
        #expect(text == expected)
    }

    @Test("columns of one name are said before the run, but for keys and where none is added")
    func collisions() throws {
        let left = Schema([Field("k", .text), Field("name", .text), Field("city", .text)])
        let right = Schema([Field("k", .text), Field("city", .text), Field("name", .text)])
        let text = message { _ = try join().outputSchema(for: [left, right]) }
        #expect(
            text == """
                both the input and 'units' have columns 'city' and 'name' [column-collision]
                fix: before the join, rename it on one side, as in rename: {city: units_city}, or leave \
                it out with keep
                """
        )
        #expect(try join(kind: "semi").outputSchema(for: [left, right]) == left)
    }

    @Test("decimals of one scale are compared, others are not")
    func decimals() throws {
        let left = Schema([Field("k", .decimal(precision: 10, scale: 2))])
        let same = Schema([Field("k", .decimal(precision: 38, scale: 2))])
        let other = Schema([Field("k", .decimal(precision: 10, scale: 3))])
        #expect(try join().outputSchema(for: [left, same]) == left)
        let text = message { _ = try join().outputSchema(for: [left, other]) }
        #expect(
            text == """
                'k' is decimal(10, 2), but 'k' of 'units' is decimal(10, 3) [type-mismatch]
                fix: give both one type in a transform before, as in k: cast(k as decimal(10, 3))
                """
        )
    }
}

extension RecordBatch {
    fileprivate static func texts(of lines: ArraySlice<String>, names: String, firstRow: Int)
        -> RecordBatch
    {
        let names = names.split(separator: " ").map { String($0) }
        let cells = lines.map { $0.split(separator: " ").map { $0 == "-" ? nil : String($0) } }
        return RecordBatch(
            schema: Schema(names.map { Field($0, .text) }),
            columns: names.indices.map { column in .text(TextArray(cells.map { $0[column] })) },
            rowCount: lines.count,
            origin: BatchOrigin(
                partition: "p",
                runs: [.init(firstSlot: 0, page: 2, firstRow: firstRow)]
            )
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Testing

@Suite("taking, filtering and slicing against plain arrays")
struct RecordBatchTests {
    /// A batch and its cells as texts, column by column.
    struct Sample {
        let batch: RecordBatch
        let cells: [[String?]]

        init(seed: UInt64) throws {
            var random = SeededRandom(seed)
            let count = Int.random(in: 0...200, using: &random)
            let numbers = (0..<count).map { _ -> Int64? in
                let value = Int64(bitPattern: random.next())
                return value % 5 == 0 ? nil : value
            }
            let (nok, eur) = (try #require(Currency("NOK")), try #require(Currency("EUR")))
            let codes = (0..<count).map { _ in random.next() % 2 == 0 ? nok.code : eur.code }
            let texts = numbers.map { number in
                number.map { String(repeating: "æ", count: Int($0.magnitude % 9)) }
            }
            let ints = Int64Array(numbers)
            let words = Values((0..<count).map { _ in UInt16(random.next() % 2) })
            let fields = [
                Field("i", .int64), Field("b", .boolean), Field("m", .money), Field("t", .text),
                Field("w", .text), Field("d", .decimal(precision: 38, scale: 2)),
                Field("f", .float64), Field("date", .date),
            ]
            let columns: [Column] = [
                .int64(ints),
                .boolean(BooleanArray(numbers.map { $0.map { $0 > 0 } })),
                .money(MoneyArray(ints.values, .perSlot(Values(codes)), validity: ints.validity)),
                .text(TextArray(texts)),
                .text(
                    TextArray(
                        codes: words,
                        offsets: Values([0, 2, 5]),
                        bytes: Bytes("noyes"),
                        validity: ints.validity
                    )
                ),
                .decimal(
                    DecimalArray(numbers.map { $0.map { Int128($0) } }),
                    precision: 38,
                    scale: 2
                ),
                .float64(Float64Array(numbers.map { $0.map { Double($0) } })),
                .date(Date32Array(numbers.map { $0.map { Int32(truncatingIfNeeded: $0) } })),
            ]
            batch = RecordBatch(
                schema: Schema(fields),
                columns: columns,
                rowCount: count,
                origin: BatchOrigin(
                    partition: "p",
                    runs: [
                        .init(firstSlot: 0, page: 1, firstRow: 1),
                        .init(firstSlot: 50, page: 2, firstRow: 1),
                    ],
                    recordPath: "items"
                )
            )
            cells = columns.map(Self.cells)
        }

        static func cells(_ column: Column) -> [String?] {
            (0..<column.count).map { slot in
                guard column.validity?[slot] ?? true else { return nil }
                switch column {
                case .int64(let array), .timestamp(let array): return array[slot].map { "\($0)" }
                case .boolean(let array): return array[slot].map { "\($0)" }
                case .float64(let array): return array[slot].map { "\($0)" }
                case .decimal(let array, _, _): return array[slot].map { "\($0)" }
                case .money(let array):
                    return "\(array.minorUnits[slot]) \(array.currency(ofSlot: slot))"
                case .text(let array), .json(let array): return array[slot]
                case .date(let array): return array[slot].map { "\($0)" }
                }
            }
        }

        func expect(_ taken: RecordBatch, rows: [Int]) {
            #expect(taken.rowCount == rows.count)
            for (column, cells) in zip(taken.columns, self.cells) {
                #expect(Self.cells(column) == rows.map { cells[$0] })
            }
            for (row, source) in rows.enumerated() {
                #expect(taken.place(ofRow: row) == batch.place(ofRow: source))
            }
        }
    }

    @Test("seeded batches", arguments: 1...30 as ClosedRange<UInt64>)
    func against(seed: UInt64) throws {
        let sample = try Sample(seed: seed)
        var random = SeededRandom(seed &+ 1_000)
        let count = sample.batch.rowCount
        let end = Int.random(in: 0...count, using: &random)
        let start = Int.random(in: 0...end, using: &random)
        sample.expect(sample.batch.slice(start..<end), rows: Array(start..<end))
        let kept = (0..<count).map { _ in random.next() % 3 != 0 }
        let filtered = sample.batch.filtered(by: Bitmap(kept))
        let rows = (0..<count).filter { kept[$0] }
        sample.expect(filtered, rows: rows)
        let order = rows.indices.map { Int32($0) }.shuffled(using: &random)
        sample.expect(filtered.taking(Values(order)), rows: order.map { rows[Int($0)] })
        if let first = order.first {
            sample.expect(filtered.slice(0..<1), rows: [rows[0]]); _ = first
        }
    }

    @Test("places name page and row of the run they stand in")
    func places() throws {
        let origin = BatchOrigin(
            partition: "p",
            runs: [
                .init(firstSlot: 0, page: 3, firstRow: 7),
                .init(firstSlot: 2, page: 4, firstRow: 1),
            ],
            recordPath: "items"
        )
        #expect(
            origin.place(ofSlot: 1) == DataPlace(partition: "p", page: 3, row: 8, path: "items[7]")
        )
        #expect(
            origin.place(ofSlot: 2) == DataPlace(partition: "p", page: 4, row: 1, path: "items[0]")
        )
    }

    @Test("the dictionary layout never shows")
    func layouts() {
        let dictionary = TextArray(
            codes: Values([1, 0, 1, 1]),
            offsets: Values([0, 1, 3]),
            bytes: Bytes("abc"),
            validity: Bitmap([true, true, false, true])
        )
        #expect((0..<4).map { dictionary[$0] } == ["bc", "a", nil, "bc"])
        #expect((0..<4).map { dictionary.plain[$0] } == ["bc", "a", nil, "bc"])
        let constant = TextArray(repeating: "x", count: 3)
        #expect((0..<3).map { constant[$0] } == ["x", "x", "x"])
        #expect((0..<2).map { TextArray(repeating: nil, count: 2)[$0] } == [nil, nil])
    }

    @Test("columns of different length are a broken contract")
    func lengths() async {
        await #expect(processExitsWith: .failure) {
            _ = RecordBatch(
                schema: Schema([Field("a", .int64)]),
                columns: [.int64(Int64Array([1, 2]))],
                rowCount: 1,
                origin: BatchOrigin(partition: nil, runs: [])
            )
        }
    }

    @Test("two columns of one name are a broken contract")
    func names() async {
        await #expect(processExitsWith: .failure) {
            _ = Schema([Field("a", .int64), Field("a", .text)])
        }
    }
}

@Suite("bitmaps against arrays of bools")
struct BitmapTests {
    @Test("all operations", arguments: [0, 1, 63, 64, 65, 128, 1_000])
    func operations(count: Int) {
        var random = SeededRandom(UInt64(count) &+ 5)
        for _ in 0..<20 {
            let left = (0..<count).map { _ in random.next() % 2 == 0 }
            let right = (0..<count).map { _ in random.next() % 4 == 0 }
            let (a, b) = (Bitmap(left), Bitmap(right))
            #expect(bools(a) == left)
            #expect(a.setCount == left.count { $0 })
            #expect(bools(a.and(b)) == zip(left, right).map { $0 && $1 })
            #expect(bools(a.or(b)) == zip(left, right).map { $0 || $1 })
            #expect(bools(a.subtracting(b)) == zip(left, right).map { $0 && !$1 })
            #expect(bools(a.inverted) == left.map { !$0 })
            #expect(a.inverted.setCount == count - a.setCount)
            let slots = a.setSlots
            #expect((0..<slots.count).map { Int(slots[$0]) } == left.indices.filter { left[$0] })
        }
        #expect(Bitmap(repeating: true, count: count).isAllSet)
    }

    private func bools(_ bitmap: Bitmap) -> [Bool] { (0..<bitmap.count).map { bitmap[$0] } }
}

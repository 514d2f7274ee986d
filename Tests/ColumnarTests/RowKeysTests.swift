// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@Suite("Row keys")
struct RowKeysTests {
    private func keys(_ column: Column, isDescending: Bool = false, nulls: KeyColumn.Nulls = .last)
        -> RowKeys
    {
        let batch = RecordBatch(
            schema: Schema([Field("c", column.type)]),
            columns: [column],
            rowCount: column.count,
            origin: BatchOrigin(partition: nil, runs: [])
        )
        return RowKeys(of: batch, by: [KeyColumn(0, isDescending: isDescending, nulls: nulls)])
    }

    /// The slots in the order of their keys, equal ones joined by `=`.
    private func order(_ keys: RowKeys) -> String {
        let slots = (0..<keys.count).sorted {
            RowKeys.isLess(keys, $0, keys, $1)
                || !RowKeys.isLess(keys, $1, keys, $0) && $0 < $1
        }
        var text = "\(slots[0])"
        for (left, right) in zip(slots, slots.dropFirst()) {
            text += RowKeys.isLess(keys, left, keys, right) ? " \(right)" : "=\(right)"
        }
        return text
    }

    private func order(_ column: Column) -> String { order(keys(column)) }

    @Test("numbers are ordered by value")
    func numbers() {
        #expect(order(.int64(Int64Array([0, -1, .min, .max, 1]))) == "2 1 0 4 3")
        #expect(order(.date(Date32Array([0, -1, .min, .max]))) == "2 1 0 3")
        #expect(order(.boolean(BooleanArray([true, false]))) == "1 0")
        #expect(
            order(.decimal(DecimalArray([0, -1, .min, .max, 1 << 70]), precision: 38, scale: 2))
                == "2 1 0 4 3"
        )
        #expect(
            order(.float64(Float64Array([0, -0.0, 1, -1, .nan, .infinity, -.infinity, -.nan])))
                == "6 3 0=1 2 5 4=7"
        )
    }

    @Test("texts are ordered by their bytes, low ones included")
    func texts() {
        let texts = [
            "b", "", "a", "ab", "a\u{0}", "a\u{1}", "a\u{2}", "a\u{0}\u{0}", "æ", "z", "\u{0}",
        ]
        let sorted = texts.indices.sorted {
            Array(texts[$0].utf8).lexicographicallyPrecedes(Array(texts[$1].utf8))
        }
        let expected = sorted.map { "\($0)" }.joined(separator: " ")
        let column = Column.text(TextArray(texts.map { Optional($0) }))
        #expect(order(column) == expected)
        let descending = sorted.reversed().map { "\($0)" }.joined(separator: " ")
        #expect(order(keys(column, isDescending: true)) == descending)
    }

    @Test("nulls stand where they are told to, in either direction")
    func nulls() {
        let column = Column.int64(Int64Array([5, nil, 3]))
        #expect(order(keys(column)) == "2 0 1")
        #expect(order(keys(column, isDescending: true)) == "0 2 1")
        #expect(order(keys(column, nulls: .first)) == "1 2 0")
        #expect(order(keys(column, isDescending: true, nulls: .first)) == "1 0 2")
    }

    @Test("money is one key only with one currency")
    func money() {
        let codes = ["NOK", "EUR", "NOK"].map { Currency($0)?.code ?? 0 }
        let units = Values<Int64>([100, 100, 100])
        let mixed = keys(.money(MoneyArray(units, .perSlot(Values(codes)))))
        #expect(order(mixed) == "1 0=2")
        let hashes = mixed.hashes
        #expect(hashes[0] == hashes[2] && hashes[0] != hashes[1])
        let one = keys(.money(MoneyArray(units, .one(Currency(packed: codes[0])))))
        #expect(one.hashes[1] == hashes[0])
    }

    @Test("prefixes are ordered as the keys they tell apart")
    func prefixes() {
        let texts = ["2026-10-01/b", "2026-10-01/a", "2026-10-02", "2026-10-01/aaaaaaaaaaaa"]
        let keys = keys(.text(TextArray(texts.map { Optional($0) })))
        let common = keys.commonByteCount
        #expect(common == 10)
        let prefixes = keys.prefixes(skipping: common)
        #expect(prefixes[1] < prefixes[3] && prefixes[3] < prefixes[0] && prefixes[0] < prefixes[2])
        #expect(keys.prefix(ofRow: 2, skipping: common) == prefixes[2])
    }
}

@Suite("Gathering rows of several batches")
struct GatheringTests {
    private static let schema = Schema([
        Field("n", .int64), Field("t", .text), Field("m", .money), Field("b", .boolean),
    ])

    private func batch(_ numbers: [Int64?], currency: String) -> RecordBatch {
        let array = Int64Array(numbers)
        let money = MoneyArray(
            array.values,
            .one(Currency(currency) ?? Currency(packed: 0)),
            validity: array.validity
        )
        return RecordBatch(
            schema: Self.schema,
            columns: [
                .int64(array), .text(TextArray(numbers.map { $0.map { "text \($0)" } })),
                .money(money), .boolean(BooleanArray(numbers.map { $0.map { $0 > 2 } })),
            ],
            rowCount: numbers.count,
            origin: BatchOrigin(partition: nil, runs: [])
        )
    }

    @Test("rows come in the order asked for, with nulls where none is named")
    func rowsInOrder() {
        let batches = [batch([1, nil, 3], currency: "NOK"), batch([4, 5], currency: "EUR")]
        let positions = [
            RowPosition(batch: 1, row: 1), RowPosition(batch: 0, row: 1), .none,
            RowPosition(batch: 0, row: 2), RowPosition(batch: 1, row: 1),
        ]
        let rows = RecordBatch.gathering(
            Values(positions),
            from: batches,
            schema: Self.schema,
            origin: BatchOrigin(partition: nil, runs: [])
        )
        guard case .int64(let numbers) = rows.columns[0], case .text(let texts) = rows.columns[1],
            case .money(let money) = rows.columns[2], case .boolean(let bits) = rows.columns[3]
        else { return }
        #expect((0..<5).map { numbers[$0] } == [5, nil, nil, 3, 5])
        #expect((0..<5).map { texts[$0] } == ["text 5", nil, nil, "text 3", "text 5"])
        #expect((0..<5).map { bits[$0] } == [true, nil, nil, true, true])
        #expect(money.currency(ofSlot: 0).description == "EUR")
        #expect(money.currency(ofSlot: 3).description == "NOK")
        #expect(money.validity?.setCount == 3)
    }

    @Test("one currency stays one, whatever batches of nulls say")
    func oneCurrencyStaysOne() {
        let batches = [batch([1], currency: "NOK"), batch([nil], currency: "EUR")]
        let rows = RecordBatch.joining(batches, schema: Self.schema)
        guard case .money(let money) = rows.columns[2], case .one(let currency) = money.currencies
        else {
            Issue.record("several currencies")
            return
        }
        #expect(currency.description == "NOK")
    }
}

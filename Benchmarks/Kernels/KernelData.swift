// SPDX-License-Identifier: Apache-2.0

import Columnar
import Expressions

/// Seeded rows shaped like ledger entries, in batches of the usual size.
struct KernelData {
    let rowCount: Int
    let batches: [RecordBatch]

    let schema = Schema([
        Field("amount", .int64), Field("a", .int64), Field("b", .int64), Field("entryType", .text),
        Field("recipientHandle", .text), Field("reference", .text), Field("money", .money),
        Field("instant", .timestamp), Field("day", .date),
    ])

    init(rowCount: Int) {
        self.rowCount = rowCount
        var numbers = SplitMix(state: 7)
        var batches: [RecordBatch] = []
        for first in stride(from: 0, to: rowCount, by: RecordBatch.maximumRowCount) {
            let count = min(RecordBatch.maximumRowCount, rowCount - first)
            batches.append(Self.batch(schema, count, day: first / 40_000, &numbers))
        }
        self.batches = batches
    }

    /// Runs one aggregate over all batches.
    func aggregate(_ expressions: [String], by keys: [String]) throws {
        let scope = ExpressionScope(schema: schema)
        let calls = try expressions.flatMap {
            try CompiledAggregate.compile($0, in: scope, by: keys).calls
        }
        let positions = keys.compactMap { schema.index(of: $0) }
        let state = AggregationState(
            keys: positions.map { schema.fields[$0] },
            calls: calls.map(\.aggregate),
            workerCount: 1
        )
        let worker = state.makeWorker()
        for (number, batch) in batches.enumerated() {
            try worker.update(
                keys: positions.map { batch.columns[$0] },
                arguments: try calls.map { try $0.argument?.evaluate(batch) },
                filters: calls.map { _ in nil },
                rowCount: batch.rowCount,
                firstPlace: Place(morsel: UInt64(number), row: 0)
            )
        }
        let rows = try state.finish([worker]).runAll()
        while try rows.next() != nil {}
    }

    private static func batch(
        _ schema: Schema,
        _ count: Int,
        day: Int,
        _ numbers: inout SplitMix
    ) -> RecordBatch {
        func integers(_ range: ClosedRange<Int64>) -> Values<Int64> {
            Values((0..<count).map { _ in Int64.random(in: range, using: &numbers) })
        }
        let amounts = integers(-100_000...1_000_000)
        let references = (0..<count).map { _ in "order-\(numbers.next())" as String? }
        let currency = Currency("NOK") ?? Currency(packed: 0)
        let columns: [Column] = [
            .int64(PrimitiveArray(amounts)), .int64(PrimitiveArray(integers(0...9_999))),
            .int64(PrimitiveArray(integers(0...9_999))),
            words(["capture", "refund", "fees-retained", "payout-scheduled"], count, &numbers),
            words((0..<50).map { "api:\(718_200 + $0)" }, count, &numbers),
            .text(TextArray(references)), .money(MoneyArray(amounts, .one(currency))),
            .timestamp(PrimitiveArray(integers(1_700_000_000_000_000...1_760_000_000_000_000))),
            .date(PrimitiveArray(Values(repeating: Int32(20_000 + day), count: count))),
        ]
        let origin = BatchOrigin(partition: nil, runs: [])
        return RecordBatch(schema: schema, columns: columns, rowCount: count, origin: origin)
    }

    private static func words(
        _ words: [String],
        _ count: Int,
        _ numbers: inout SplitMix
    ) -> Column {
        let values = TextArray(words.map { $0 as String? })
        let codes = (0..<count).map { _ in
            UInt16.random(in: 0..<UInt16(words.count), using: &numbers)
        }
        return .text(TextArray(codes: Values(codes), offsets: values.offsets, bytes: values.bytes))
    }
}

/// The SplitMix64 generator, so that every run measures the same rows.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

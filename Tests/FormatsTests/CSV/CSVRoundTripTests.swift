// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Formats
import Testing

@Suite("CSV round trips")
struct CSVRoundTripTests {
    private static let schema = Schema([
        Field("t", .text), Field("i", .int64), Field("d", .decimal(precision: 20, scale: 3)),
        Field("f", .float64), Field("b", .boolean), Field("day", .date), Field("at", .timestamp),
        Field("odd, \"name\"\n", .text),
    ])

    @Test("what the writer writes the reader reads", arguments: 0..<60)
    func roundTrip(seed: UInt64) throws {
        var random = RandomJSON(seed: seed)
        var options = CSVOptions()
        var dialect = CSVDialect()
        (options.delimiter, options.decimalSeparator) = random.pick(
            [(",", "."), (";", ","), ("\t", "."), ("|", ",")]
        )
        options.null = random.pick(["", "NULL", "n"])
        options.lineEnd = random.pick([.lf, .crlf])
        options.hasHeader = random.pick([true, false])
        options.hasByteOrderMark = random.pick([true, false])
        (dialect.delimiter, dialect.decimalSeparator) = (
            options.delimiter, options.decimalSeparator
        )
        (dialect.nulls, dialect.hasHeader) = ([options.null], options.hasHeader)
        let batch = Self.batch(rows: random.int(0...699), &random)
        let encoder = CSVEncoder(schema: Self.schema, options: options)
        var writer = ByteWriter()
        encoder.encodeHeader(into: &writer)
        try encoder.encode(batch, into: &writer)
        let plan = CSVDecodePlan(
            dialect,
            columns: Self.schema.fields.map { .field($0.name, $0.type) }
        )
        let expected = (0..<batch.rowCount).map { row in batch.columns.map { $0.text(ofSlot: row) }
        }
        let file = writer.finish()
        for batchRows in [7, 16_384] {
            let decoded = DecodedCSV(plan, [file], batchRows: batchRows)
            #expect(decoded.message == "", "seed \(seed)")
            #expect(decoded.rows == expected, "seed \(seed)")
        }
    }

    private static func batch(rows: Int, _ random: inout RandomJSON) -> RecordBatch {
        func values<Value>(_ make: () -> Value) -> [Value?] {
            (0..<rows).map { _ in random.chance(20) ? nil : make() }
        }
        func text() -> String {
            let pieces = [
                "a", "\"", ",", ";", "\n", "\r\n", "\r", "å", "😀", " ", "NULL", "n", "\t", "|",
                "xyz0123456789",
            ]
            let count = random.int(0...5)
            return (0..<count).map { _ in random.pick(pieces) }.joined()
        }
        let bits = values { random.pick([true, false]) }
        let columns: [Column] = [
            .text(TextArray(values(text))),
            .int64(
                Int64Array(values { Int64(random.int(Int.min...Int.max) >> random.int(0...63)) })
            ),
            .decimal(
                DecimalArray(
                    values { Int128(Int64(random.int(Int.min...Int.max) >> random.int(0...63))) }
                ),
                precision: 20,
                scale: 3
            ),
            .float64(
                PrimitiveArray(
                    Values(
                        (0..<rows).map { _ in Double(random.int(Int.min...Int.max) >> 20) / 1_024 }
                    )
                )
            ),
            .boolean(
                BooleanArray(
                    Bitmap(bits.map { $0 ?? false }),
                    validity: bits.contains(nil) ? Bitmap(bits.map { $0 != nil }) : nil
                )
            ),
            .date(Date32Array(values { Int32(random.int(-10_000...50_000)) })),
            .timestamp(TimestampArray(values { Int64(random.int(0...1 << 50)) })),
            .text(TextArray(values(text))),
        ]
        return RecordBatch(
            schema: schema,
            columns: columns,
            rowCount: rows,
            origin: BatchOrigin(partition: nil, runs: [])
        )
    }
}

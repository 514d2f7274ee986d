// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Files

/// Rows that the tests of both file sinks write.
enum SampleRows {
    /// One column of each type.
    static let schema = Schema([
        Field("boolean", .boolean),
        Field("int64", .int64),
        Field("float64", .float64),
        Field("decimal", .decimal(precision: 12, scale: 4)),
        Field("money", .money),
        Field("currency", .text),
        Field("owner.id", .text),
        Field("date", .date),
        Field("timestamp", .timestamp),
        Field("json", .json),
    ])

    /// Two rows with values and one of nulls.
    static func typed() throws -> RecordBatch {
        let (nok, jpy) = (try #require(Currency("NOK")).code, try #require(Currency("JPY")).code)
        let date = try #require(CalendarDate(iso: "2026-10-01"))
        let amounts = Int64Array([-100, 1_234_567, nil])
        return batch(
            schema,
            [
                .boolean(BooleanArray([true, false, nil])),
                .int64(Int64Array([-1, 9_223_372_036_854_775_807, nil])),
                .float64(Float64Array([0.1, -1e300, nil])),
                .decimal(DecimalArray([-5, 123_400, nil]), precision: 12, scale: 4),
                .money(
                    MoneyArray(
                        amounts.values,
                        .perSlot(Values([nok, jpy, nok])),
                        validity: amounts.validity
                    )
                ),
                .text(TextArray(["NOK", "JPY", nil])),
                .text(TextArray(["api:1", "", nil])),
                .date(Date32Array([date.daysSinceEpoch, 0, nil])),
                .timestamp(TimestampArray([1_790_843_565_118_302, 0, nil])),
                .json(TextArray([#"{"a":[1,"x"]}"#, "[]", nil])),
            ]
        )
    }

    /// Two rows of nothing but nulls.
    static func allNull() -> RecordBatch {
        batch(schema, schema.fields.map { Column(nulls: 2, type: $0.type) })
    }

    /// One column of texts.
    static func texts(_ texts: [String?], name: String = "text") -> RecordBatch {
        batch(Schema([Field(name, .text)]), [.text(TextArray(texts))])
    }

    /// The same texts in the dictionary layout, which must not show in a file.
    static func dictionary(_ texts: [String?], name: String = "text") -> RecordBatch {
        let values = texts.map { $0 ?? "" }
        let plain = TextArray(values)
        let codes = Values(texts.indices.map { UInt16($0) })
        let validity = Bitmap(texts.map { $0 != nil })
        let array = TextArray(
            codes: codes,
            offsets: plain.offsets,
            bytes: plain.bytes,
            validity: validity.isAllSet ? nil : validity
        )
        return batch(Schema([Field(name, .text)]), [.text(array)])
    }

    static func batch(_ schema: Schema, _ columns: [Column]) -> RecordBatch {
        RecordBatch(
            schema: schema,
            columns: columns,
            rowCount: columns.first?.count ?? 0,
            origin: BatchOrigin(partition: nil, runs: [.init(firstSlot: 0, page: nil, firstRow: 1)])
        )
    }

    /// The bytes of a file with these rows, which do not depend on how they are cut into batches.
    static func file(_ sink: any StreamSink, _ batch: RecordBatch) throws -> String {
        var encoder = try sink.makeEncoder(for: batch.schema)
        var whole = ByteWriter()
        encoder.encodeHeader(into: &whole)
        var cut = ByteWriter()
        encoder.encodeHeader(into: &cut)
        try encoder.encode(batch, into: &whole)
        for row in 0..<batch.rowCount {
            try encoder.encode(batch.slice(row..<row + 1), into: &cut)
            try encoder.encode(batch.slice(row..<row), into: &cut)
        }
        let text = whole.finish().text
        #expect(cut.finish().text == text)
        return text
    }
}

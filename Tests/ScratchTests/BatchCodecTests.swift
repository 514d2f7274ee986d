// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Testing

@testable import Scratch

@Suite("Batches as bytes")
struct BatchCodecTests {
    @Test(
        "every type comes back as it went in",
        arguments: [0, 1, 63, 64, 65, 1_000],
        [0, 30, 100]
    )
    func everyTypeComesBack(rowCount: Int, nullShare: Int) {
        var random = SeededRandom(seed: UInt64(rowCount + nullShare))
        let batch = RecordBatch.random(rowCount: rowCount, nullShare: nullShare, using: &random)
        let bytes = BatchCodec.encode(batch)
        let decoded = BatchCodec.decode(bytes, schema: batch.schema)
        #expect(decoded.texts == batch.texts)
        #expect(decoded.columns.map(\.nullCount) == batch.columns.map(\.nullCount))
    }

    @Test("a row keeps the place that an error names")
    func placesComeBack() {
        var random = SeededRandom(seed: 1)
        let batch = RecordBatch.random(rowCount: 9, nullShare: 0, firstRow: 20, using: &random)
            .taking(Values([3, 8]))
        let decoded = BatchCodec.decode(BatchCodec.encode(batch), schema: batch.schema)
        #expect(
            decoded.place(ofRow: 1).description
                == "partition 418207/funds, page 4, row 28, items[27]"
        )
    }

    @Test("a large dictionary of which few values are used is not written")
    func largeDictionaryIsNotWritten() {
        let values = (0..<1_000).map { "value number \($0)" }
        let dictionary = TextArray(values.map { Optional($0) })
        let column = Column.text(
            TextArray(
                codes: Values([7, 999]),
                offsets: dictionary.offsets,
                bytes: dictionary.bytes
            )
        )
        let batch = RecordBatch(
            schema: Schema([Field("name", .text)]),
            columns: [column],
            rowCount: 2,
            origin: BatchOrigin(partition: nil, runs: [])
        )
        let bytes = BatchCodec.encode(batch)
        #expect(bytes.count < 200)
        let decoded = BatchCodec.decode(bytes, schema: batch.schema)
        #expect(decoded.texts == [["'value number 7'"], ["'value number 999'"]])
    }
}

// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Turns batches into bytes and back: the columns' buffers as they are, dictionaries where they are smaller than the
/// texts themselves.
///
/// The bytes are for the process that wrote them: neither their layout nor their byte order is promised.
public enum BatchCodec {
    /// The bytes of a batch, with where its rows came from but without its schema.
    public static func encode(_ batch: RecordBatch) -> Bytes {
        var writer = ByteWriter(capacity: batch.byteCount)
        writer.append(number: batch.rowCount)
        encode(batch.origin, into: &writer)
        writer.append(number: batch.sourceSlots == nil ? 0 : 1)
        if let slots = batch.sourceSlots { writer.append(values: slots) }
        for column in batch.columns { encode(column, into: &writer) }
        return writer.finish()
    }

    /// The batch that `encode` made these bytes of.
    ///
    /// - Precondition: The schema is that of the batch.
    public static func decode(_ bytes: Bytes, schema: Schema) -> RecordBatch {
        var reader = BlockReader(bytes)
        let rowCount = reader.number()
        let origin = origin(from: &reader)
        let slots: Values<Int32>? = reader.number() == 0 ? nil : reader.values(rowCount)
        let columns = schema.fields.map { column($0.type, rowCount, from: &reader) }
        return RecordBatch(
            schema: schema,
            columns: columns,
            rowCount: rowCount,
            origin: origin,
            sourceSlots: slots
        )
    }

    private static func encode(_ origin: BatchOrigin, into writer: inout ByteWriter) {
        writer.append(text: origin.partition)
        writer.append(text: origin.recordPath)
        writer.append(number: origin.runs.count)
        for run in origin.runs {
            writer.append(number: run.firstSlot)
            writer.append(number: run.page ?? -1)
            writer.append(number: run.firstRow)
        }
    }

    private static func origin(from reader: inout BlockReader) -> BatchOrigin {
        let partition = reader.text()
        let recordPath = reader.text()
        let runs = (0..<reader.number()).map { _ in
            let firstSlot = reader.number()
            let page = reader.number()
            return BatchOrigin.Run(
                firstSlot: firstSlot,
                page: page < 0 ? nil : page,
                firstRow: reader.number()
            )
        }
        return BatchOrigin(partition: partition, runs: runs, recordPath: recordPath)
    }
}

// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Makes the bytes of a file from which `RowFileReader`, in a later process, reads the same rows.
///
/// The file describes itself: its columns, its rows in blocks with checksums, and notes of whoever wrote it.
public struct RowFileWriter {
    /// Smaller batches are joined, so that a block's own cost does not count.
    private static let joinedRowCount = 4_096
    private static let joinedByteCount = 1 << 20

    private let schema: Schema
    private let write: (Bytes) throws -> Void
    private var small: [RecordBatch] = []
    private var smallRowCount = 0
    private var smallByteCount = 0
    private var rowCount = 0
    private var sum: UInt64 = 0

    /// Begins a file.
    ///
    /// - Parameters:
    ///   - schema: The columns of every batch.
    ///   - notes: Texts that the reader finds again.
    ///   - write: Takes the file's bytes, piece by piece in order.
    /// - Throws: What `write` throws.
    public init(
        schema: Schema,
        notes: [String: String] = [:],
        write: @escaping (Bytes) throws -> Void
    ) throws {
        self.schema = schema
        self.write = write
        var opening = ByteWriter(capacity: 64)
        opening.append(RowFile.word)
        opening.append(number: RowFile.version)
        try write(opening.finish())
        try writeBlock(RowFile.describe(schema, notes))
    }

    /// Adds rows; where they came from is not kept.
    ///
    /// - Throws: What the taker of the bytes throws.
    public mutating func append(_ batch: RecordBatch) throws {
        guard batch.rowCount > 0 else { return }
        if smallRowCount + batch.rowCount > RecordBatch.maximumRowCount { try writeSmall() }
        small.append(batch)
        smallRowCount += batch.rowCount
        smallByteCount += batch.byteCount
        if smallRowCount >= Self.joinedRowCount || smallByteCount >= Self.joinedByteCount {
            try writeSmall()
        }
    }

    /// Ends the file; nothing is added after that.
    ///
    /// - Throws: What the taker of the bytes throws.
    public mutating func finish() throws {
        try writeSmall()
        var closing = ByteWriter(capacity: 64)
        closing.append(number: RowFile.end)
        closing.append(number: rowCount)
        closing.append(number: Int(bitPattern: UInt(sum)))
        try write(closing.finish())
    }

    private mutating func writeSmall() throws {
        guard smallRowCount > 0 else { return }
        let rows = RecordBatch.joining(small, schema: schema)
        small = []
        rowCount += smallRowCount
        smallRowCount = 0
        smallByteCount = 0
        try writeBlock(BatchCodec.encode(rows))
    }

    private mutating func writeBlock(_ bytes: Bytes) throws {
        let checksum = RowFile.checksum(bytes)
        sum = RowFile.mixed(sum, checksum)
        var head = ByteWriter(capacity: 64)
        head.append(number: bytes.count)
        head.append(number: Int(bitPattern: UInt(checksum)))
        try write(head.finish())
        try write(bytes)
    }
}

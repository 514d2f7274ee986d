// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Diagnostics
import Glibc

/// Reads the rows of a file that a `RowFileWriter` made, one block at a time.
///
/// Belongs to one holder at a time; its calls block.
@safe
public final class RowFileReader {
    /// The columns of every batch.
    public let schema: Schema
    /// The texts that the writer put beside the rows.
    public let notes: [String: String]
    private let path: String
    private let file: OpenRowFile
    private var position: Int
    private var rowCount = 0
    private var sum: UInt64
    private var isAtEnd = false

    /// Opens a file and reads its columns and notes.
    ///
    /// - Throws: `unreadable-rows` if it cannot be read, `damaged-rows` if it is no such file or was changed,
    ///   `newer-rows` if another version wrote it.
    public init(path: String) throws(PipelineError) {
        self.path = path
        file = try OpenRowFile(path)
        let opening = try file.read(at: 0, RowFile.openingByteCount)
        guard let opening, opening.slice(0..<8).text == RowFile.word.text else {
            throw .damagedRows(path, "it does not begin as one")
        }
        var numbers = BlockReader(opening.slice(8..<16))
        let version = numbers.number()
        guard version == RowFile.version else { throw .otherRows(path, version: version) }
        position = RowFile.openingByteCount
        sum = 0
        let block = try file.block(at: &position, &sum)
        guard let block, let description = RowFile.description(block) else {
            throw .damagedRows(path, "its columns cannot be read")
        }
        (schema, notes) = description
    }

    /// The next rows; nil after the last, once the whole file has been found sound.
    ///
    /// - Throws: `damaged-rows` for the first block that is not as it was written.
    public func next() throws(PipelineError) -> RecordBatch? {
        guard !isAtEnd else { return nil }
        if let block = try file.block(at: &position, &sum) {
            let batch = BatchCodec.decode(block, schema: schema)
            rowCount += batch.rowCount
            return batch
        }
        guard let closing = try file.read(at: position, RowFile.closingByteCount) else {
            throw .damagedRows(path, "it ends too early")
        }
        var reader = BlockReader(closing)
        let words = (reader.number(), reader.number(), UInt64(bitPattern: Int64(reader.number())))
        guard words == (RowFile.end, rowCount, sum), position + closing.count == file.byteCount
        else { throw .damagedRows(path, "its end does not belong to its rows") }
        isAtEnd = true
        return nil
    }
}

/// An open file whose parts are read by their places.
@safe
private final class OpenRowFile {
    let byteCount: Int
    private let descriptor: Int32
    private let path: String

    init(_ path: String) throws(PipelineError) {
        self.path = path
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadableRows(path, reason: errno) }
        self.descriptor = descriptor
        var status = stat()
        byteCount = unsafe fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    deinit {
        close(descriptor)
    }

    /// The next block, whose checksum holds; nil at the end or where the file was cut.
    func block(at position: inout Int, _ sum: inout UInt64) throws(PipelineError) -> Bytes? {
        guard let head = try read(at: position, RowFile.blockHeadByteCount) else { return nil }
        var reader = BlockReader(head)
        let byteCount = reader.number()
        let checksum = UInt64(bitPattern: Int64(reader.number()))
        guard byteCount >= 0 else { return nil }
        let start = position + RowFile.blockHeadByteCount
        guard let bytes = try read(at: start, byteCount) else {
            throw .damagedRows(path, "it ends too early")
        }
        guard RowFile.checksum(bytes) == checksum else {
            throw .damagedRows(path, "what stands from byte \(start) on is not what was written")
        }
        sum = RowFile.mixed(sum, checksum)
        position = start + byteCount
        return bytes
    }

    /// Reads bytes; nil if the file does not have as many there.
    func read(at start: Int, _ wanted: Int) throws(PipelineError) -> Bytes? {
        guard wanted <= byteCount - start else { return nil }
        var writer = ByteWriter(capacity: wanted)
        while writer.count < wanted {
            let rest = wanted - writer.count
            let offset = start + writer.count
            var status = 0
            unsafe writer.appendUnsafely(upTo: rest) { room in
                status = unsafe pread(descriptor, room.baseAddress, rest, offset)
                return max(status, 0)
            }
            if status < 0, errno == EINTR { continue }
            if status < 0 { throw .unreadableRows(path, reason: errno) }
            if status == 0 { return nil }
        }
        return writer.finish()
    }
}

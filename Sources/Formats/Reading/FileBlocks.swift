// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Diagnostics

/// Cuts a file into blocks of whole records, each of which decodes by itself.
///
/// A block of CSV begins with the file's header, one of a long JSON list stands in the objects and brackets that lead to
/// the list, so that a decoder sees small files. Cuts depend on the file alone. Everything here blocks: it is for
/// workers. One owner at a time.
public final class FileBlocks {
    /// About how many bytes a block has; only a block of a single record has many more.
    public static let blockByteCount = 1 << 20
    /// The most bytes that one record may have, and what stands before the first record or after the last.
    public static let recordByteLimit = 64 << 20

    /// One block.
    public struct Block: Sendable {
        /// Where its bytes are.
        public enum Contents: Sendable {
            /// They have been read.
            case bytes(Bytes)
            /// They are a part of the file as it is.
            case range(Range<Int>)
        }

        /// Where its bytes are.
        public let contents: Contents
        /// The line of the file at which its records begin; nil if it begins the file, or is no CSV.
        public let firstLine: Int?
    }

    private enum Reading {
        case wholeFile(Int)
        case wholeText(Bytes)
        case lines(LineRanges)
        case blocks(BlockReader)
        case end
    }

    private var reading: Reading

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - path: The file's absolute path.
    ///   - format: How its records are written.
    ///   - isCompressed: Whether it is gzip, of one or several members.
    ///   - blockByteCount: About how many bytes a block has.
    ///   - recordByteLimit: The most bytes of one record.
    /// - Throws: `unreadable-file`.
    public init(
        path: String,
        format: RecordFormat,
        isCompressed: Bool,
        blockByteCount: Int = blockByteCount,
        recordByteLimit: Int = recordByteLimit
    ) throws(PipelineError) {
        let file = try InputFile(path)
        let byteCount = try file.byteCount()
        let limits = BlockLimits(block: blockByteCount, record: recordByteLimit)
        if !isCompressed, let byteCount, byteCount <= limits.wholeFile(format) {
            // A file without a byte has no record; as JSON it is none.
            let isNothing = byteCount == 0 && !format.isDocument
            reading = isNothing ? .end : .wholeFile(byteCount)
        } else if !isCompressed, let byteCount, case .json(.lines) = format {
            reading = .lines(LineRanges(file, byteCount: byteCount, limits))
        } else {
            let text = PlainText(file, isCompressed: isCompressed)
            reading = .blocks(BlockReader(text, BlockCutter(format, limits), limits))
        }
    }

    /// Takes a text that has been read already, such as an answer.
    ///
    /// - Parameters:
    ///   - text: Not copied if it is one block.
    ///   - format: How its records are written.
    ///   - blockByteCount: About how many bytes a block has.
    ///   - recordByteLimit: The most bytes of one record.
    public init(
        _ text: Bytes,
        format: RecordFormat,
        blockByteCount: Int = blockByteCount,
        recordByteLimit: Int = recordByteLimit
    ) {
        let limits = BlockLimits(block: blockByteCount, record: recordByteLimit)
        if text.count <= limits.wholeFile(format) {
            reading = text.count == 0 && !format.isDocument ? .end : .wholeText(text)
        } else {
            reading = .blocks(BlockReader(PlainText(text), BlockCutter(format, limits), limits))
        }
    }

    /// The next block; nil after the last.
    ///
    /// - Throws: `PipelineError` for a file that cannot be read, is no gzip or holds a record past the limit.
    public func next() throws(PipelineError) -> Block? {
        switch reading {
        case .wholeFile(let byteCount):
            reading = .end
            return Block(contents: .range(0..<byteCount), firstLine: nil)
        case .wholeText(let text):
            reading = .end
            return Block(contents: .bytes(text), firstLine: nil)
        case .lines(var ranges):
            let range = try ranges.next()
            reading = .lines(ranges)
            return range.map { Block(contents: .range($0), firstLine: nil) }
        case .blocks(let reader): return try reader.next()
        case .end: return nil
        }
    }
}

/// How large blocks and records may be.
struct BlockLimits {
    let block: Int
    let record: Int

    /// Up to how many bytes a file is one block.
    func wholeFile(_ format: RecordFormat) -> Int {
        // The cutting of a list of JSON costs a scan, the index of a page four times its bytes.
        format.isDocument ? block * 4 : block + block / 4
    }
}

extension RecordFormat {
    /// Whether a file is one JSON value.
    var isDocument: Bool {
        if case .json(let records) = self { records != .lines } else { false }
    }
}

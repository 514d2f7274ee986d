// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

/// The text of a file, or one that has been read already, from its beginning to its end, unpacked if it is gzip.
final class PlainText {
    /// How many bytes are read at a time.
    private static let chunkByteCount = 256 << 10

    /// Nil for a text that has been read already.
    private let file: InputFile?
    private let inflater: GzipInflater?
    /// What is left of a text that has been read already.
    private var rest = Bytes.empty
    /// What has been read and not yet unpacked.
    private var packed = Bytes.empty
    private var isFileEnd = false

    init(_ file: InputFile, isCompressed: Bool) {
        self.file = file
        inflater = isCompressed ? GzipInflater() : nil
    }

    init(_ text: Bytes) {
        (file, inflater) = (nil, nil)
        rest = text
    }

    /// Appends text until `writer` holds `byteCount` bytes; says whether the text has ended before.
    func fill(_ writer: inout ByteWriter, upTo byteCount: Int) throws(PipelineError) -> Bool {
        while writer.count < byteCount {
            let room = byteCount - writer.count
            guard let inflater else {
                if try read(room, into: &writer) == 0 { return true }
                continue
            }
            if packed.count == 0, !isFileEnd { try readPacked() }
            if packed.count == 0, inflater.isBetweenMembers {
                guard inflater.memberCount > 0 else { throw .notGzip(isFirst: true) }
                return true
            }
            let before = writer.count
            let used = try inflater.inflate(packed, into: &writer, room: room)
            packed = packed.slice(used..<packed.count)
            let isStuck = used == 0 && writer.count == before && !inflater.isBetweenMembers
            if isStuck, isFileEnd { throw .truncatedGzip() }
        }
        return false
    }

    private func readPacked() throws(PipelineError) {
        var writer = ByteWriter(capacity: Self.chunkByteCount)
        isFileEnd = try read(Self.chunkByteCount, into: &writer) == 0
        packed = writer.finish()
    }

    /// Appends the bytes that come next, at most `byteCount` of them; says how many there were, 0 at the end.
    private func read(_ byteCount: Int, into writer: inout ByteWriter) throws(PipelineError) -> Int
    {
        if let file { return try file.read(byteCount, into: &writer) }
        let count = min(byteCount, rest.count)
        writer.append(rest.slice(0..<count))
        rest = rest.slice(count..<rest.count)
        return count
    }
}

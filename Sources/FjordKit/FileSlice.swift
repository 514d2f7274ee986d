// SPDX-License-Identifier: Apache-2.0

public import Columnar
import Diagnostics
import Glibc

/// A part of a file, to be read by whoever needs its bytes.
public struct FileSlice: Sendable, Hashable {
    /// The file's absolute path.
    public let path: String
    /// The part, in bytes from the file's beginning.
    public let range: Range<Int>

    /// Names a part of a file.
    public init(path: String, range: Range<Int>) {
        self.path = path
        self.range = range
    }

    /// Reads the part into pooled memory.
    ///
    /// It blocks, so only workers call it.
    ///
    /// - Throws: `PipelineError` if the file cannot be read or ends before the part does.
    public func read() throws -> Bytes {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw PipelineError.unreadableFile(path, reason: errno) }
        defer { close(descriptor) }
        var writer = ByteWriter(capacity: range.count)
        while writer.count < range.count {
            let offset = range.lowerBound + writer.count
            let wanted = range.upperBound - offset
            let before = writer.count
            try unsafe writer.appendUnsafely(upTo: wanted) { room in
                while true {
                    let count = unsafe pread(descriptor, room.baseAddress, wanted, offset)
                    if count >= 0 { return count }
                    if errno != EINTR {
                        throw PipelineError.unreadableFile(path, reason: errno)
                    }
                }
            }
            if writer.count == before {
                throw PipelineError.shortenedFile(path, byteCount: range.upperBound)
            }
        }
        return writer.finish()
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Glibc

/// An open file that is only read.
final class InputFile {
    let path: String
    private let descriptor: Int32
    /// How far `read` has come.
    private var offset = 0

    init(_ path: String) throws(PipelineError) {
        self.path = path
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadableFile(path, errno) }
    }

    deinit { close(descriptor) }

    /// How many bytes it has; nil if that cannot be known before it is read, as with a pipe.
    func byteCount() throws(PipelineError) -> Int? {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .unreadableFile(path, errno) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .unreadableFile(path, EISDIR) }
        return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
    }

    /// Appends the bytes that come next, at most `byteCount` of them; says how many there were, 0 at the end.
    func read(_ byteCount: Int, into writer: inout ByteWriter) throws(PipelineError) -> Int {
        let count = try unsafe append(byteCount, into: &writer) { room in
            unsafe Glibc.read(self.descriptor, room, byteCount)
        }
        offset += count
        return count
    }

    /// Appends the bytes from `offset` on, at most `byteCount` of them; says how many there were, 0 at the end.
    func read(
        _ byteCount: Int,
        at offset: Int,
        into writer: inout ByteWriter
    ) throws(PipelineError) -> Int {
        try unsafe append(byteCount, into: &writer) { room in
            unsafe pread(self.descriptor, room, byteCount, offset)
        }
    }

    @unsafe
    private func append(
        _ byteCount: Int,
        into writer: inout ByteWriter,
        _ read: (UnsafeMutableRawPointer?) -> Int
    ) throws(PipelineError) -> Int {
        let before = writer.count
        let path = path
        try unsafe writer.appendUnsafely(upTo: byteCount) { room throws(PipelineError) in
            while true {
                let count = unsafe read(room.baseAddress)
                if count >= 0 { return count }
                guard errno == EINTR else { throw .unreadableFile(path, errno) }
            }
        }
        return writer.count - before
    }
}

// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Diagnostics
import Glibc

/// A file without a name, which only this process can read and which goes with it, whatever ends it.
///
/// Belongs to one holder at a time. All calls block, so only workers make them.
@safe
public final class ScratchFile: @unchecked Sendable {
    // Sendable because it has one holder at a time, who hands it on whole or keeps it behind a lock.
    private let descriptor: Int32
    private let folder: String
    private let space: ScratchSpace
    /// Bytes written so far.
    public private(set) var byteCount = 0

    init(in folder: String, of space: ScratchSpace) throws(PipelineError) {
        self.folder = folder
        self.space = space
        guard Self.makeFolder(folder) else {
            throw .scratchFile("made", in: folder, reason: errno)
        }
        var template = Array((folder + "/scratch-XXXXXX").utf8CString)
        descriptor = unsafe template.withUnsafeMutableBufferPointer { name in
            guard let name = name.baseAddress else { return -1 }
            let number = unsafe mkstemp(name)
            guard number >= 0 else { return number }
            _ = fcntl(number, F_SETFD, FD_CLOEXEC)
            unsafe unlink(name)
            return number
        }
        guard descriptor >= 0 else { throw .scratchFile("made", in: folder, reason: errno) }
    }

    deinit {
        close(descriptor)
    }

    /// Writes bytes behind those written so far.
    ///
    /// - Returns: Where they are.
    /// - Throws: `PipelineError`, for a full disk above all.
    public func append(_ bytes: Bytes) throws(PipelineError) -> Range<Int> {
        let start = byteCount
        var written = 0
        while written < bytes.count {
            let rest = bytes.slice(written..<bytes.count)
            let offset = start + written
            let count = unsafe rest.withUnsafeBytes { source in
                unsafe pwrite(descriptor, source.baseAddress, source.count, offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .scratchFile("written", in: folder, reason: errno) }
            written += count
        }
        byteCount = start + written
        space.noteWritten(written)
        return start..<byteCount
    }

    /// Reads bytes written before.
    ///
    /// - Throws: `PipelineError` if the disk fails.
    public func read(_ range: Range<Int>) throws(PipelineError) -> Bytes {
        precondition(range.upperBound <= byteCount, "reads past the end of a scratch file")
        var writer = ByteWriter(capacity: range.count)
        while writer.count < range.count {
            let wanted = range.count - writer.count
            let offset = range.lowerBound + writer.count
            var status = 0
            unsafe writer.appendUnsafely(upTo: wanted) { room in
                status = unsafe pread(descriptor, room.baseAddress, wanted, offset)
                return max(status, 0)
            }
            if status < 0, errno == EINTR { continue }
            guard status > 0 else { throw .scratchFile("read", in: folder, reason: errno) }
        }
        return writer.finish()
    }

    private static func makeFolder(_ folder: String) -> Bool {
        unsafe mkdir(folder, 0o700) == 0 || errno == EEXIST
    }
}

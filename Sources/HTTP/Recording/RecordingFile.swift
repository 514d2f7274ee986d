// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Glibc

/// A file of a recording while it is written; only its user can read it.
///
/// It blocks, and has one owner at a time.
final class RecordingFile {
    let path: String
    private let descriptor: Int32

    /// Makes a file that must not exist.
    init(creating path: String) throws(PipelineError) {
        self.path = path
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .recordingFailed(path, errno: errno) }
    }

    deinit { close(descriptor) }

    func append(_ bytes: Bytes) throws(PipelineError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(
                    descriptor,
                    $0.baseAddress.map { unsafe $0 + written },
                    bytes.count - written
                )
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw .recordingFailed(path, errno: count < 0 ? errno : ENOSPC)
            }
            written += count
        }
    }

    /// Waits until the disk has it.
    func sync() throws(PipelineError) {
        guard fsync(descriptor) == 0 else { throw .recordingFailed(path, errno: errno) }
    }

    /// Waits until the disk has a file or a folder's names.
    static func sync(_ path: String) throws(PipelineError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .recordingFailed(path, errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .recordingFailed(path, errno: errno) }
    }
}

/// The bytes of a body, a stretch at a time.
struct BodyStretches {
    static let byteCount = 1 << 20

    private enum Source {
        case memory(Bytes)
        case file(descriptor: Int32, path: String)
    }

    private let source: Source
    private var offset = 0

    init(of bytes: Bytes) {
        source = .memory(bytes)
    }

    /// Reads a file of this process, whose owner keeps it open meanwhile.
    init(of file: DownloadFile) throws(PipelineError) {
        let descriptor = unsafe open(file.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .recordingFailed(file.path, errno: errno) }
        source = .file(descriptor: descriptor, path: file.path)
    }

    /// The next bytes; nil after the last.
    mutating func next() throws(PipelineError) -> Bytes? {
        let bytes: Bytes
        switch source {
        case .memory(let whole):
            bytes = whole.slice(offset..<min(whole.count, offset + Self.byteCount))
        case .file(let descriptor, let path):
            bytes = try Self.read(descriptor, at: offset, path)
        }
        offset += bytes.count
        return bytes.count > 0 ? bytes : nil
    }

    func end() {
        if case .file(let descriptor, _) = source { close(descriptor) }
    }

    private static func read(
        _ descriptor: Int32,
        at offset: Int,
        _ path: String
    ) throws(PipelineError) -> Bytes {
        var writer = ByteWriter(capacity: byteCount), failure: Int32?
        unsafe writer.appendUnsafely(upTo: byteCount) { room in
            let count = unsafe pread(descriptor, room.baseAddress, byteCount, off_t(offset))
            if count < 0 { failure = errno }
            return max(0, count)
        }
        if let failure { throw .recordingFailed(path, errno: failure) }
        return writer.finish()
    }
}

// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Glibc

/// A file without a name that a download goes to; it goes with its last owner, whatever ends the process.
///
/// Only the client writes it, before the download's call returns; then any thread may read it by its `path`.
public final class DownloadFile: @unchecked Sendable {
    // Sendable because only the client's thread writes it, and nobody reads before it has finished.

    /// How long a download may go on while bytes come.
    static let totalTimeout = Duration.seconds(6 * 3_600)

    /// How many bytes it may have; more are an error.
    public let byteLimit: Int
    /// How many bytes it has.
    public private(set) var byteCount = 0
    private let descriptor: Int32

    /// Makes an empty file.
    ///
    /// - Parameters:
    ///   - folder: The absolute path of a folder on a real disk, made if its parent is there.
    ///   - byteLimit: How many bytes it may have.
    /// - Throws: `PipelineError` `download-file` if the folder cannot be written.
    public init(in folder: String, byteLimit: Int) throws {
        unsafe mkdir(folder, 0o700)
        var template = Array("\(folder)/download-XXXXXX".utf8CString)
        descriptor = unsafe template.withUnsafeMutableBufferPointer { name in
            guard let name = name.baseAddress else { return -1 }
            let number = unsafe mkstemp(name)
            guard number >= 0 else { return number }
            _ = fcntl(number, F_SETFD, FD_CLOEXEC)
            unsafe unlink(name)
            return number
        }
        guard descriptor >= 0 else { throw PipelineError.downloadFile(in: folder, reason: errno) }
        self.byteLimit = byteLimit
    }

    deinit { close(descriptor) }

    /// By which this process can open it, as long as it has an owner.
    public var path: String { "/proc/self/fd/\(descriptor)" }

    /// Whether its first bytes are those of gzip.
    public var isGzip: Bool {
        var bytes: (UInt8, UInt8) = (0, 0)
        let count = unsafe withUnsafeMutableBytes(of: &bytes) { room in
            unsafe pread(descriptor, room.baseAddress, 2, 0)
        }
        return count == 2 && bytes == (0x1F, 0x8B)
    }

    /// Forgets what an earlier attempt wrote.
    func restart() throws {
        byteCount = 0
        guard ftruncate(descriptor, 0) == 0 else {
            let wording = Self.wording(errno)
            throw PipelineError(wording.code, wording.message, fix: wording.fix)
        }
    }

    /// Writes bytes behind those written so far; the `errno` if that fails.
    @unsafe
    func append(_ bytes: UnsafeRawBufferPointer) -> Int32? {
        var written = 0
        while written < bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = unsafe pwrite(descriptor, rest.baseAddress, rest.count, byteCount)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count < 0 ? errno : ENOSPC }
            written += count
            byteCount += count
        }
        return nil
    }
}

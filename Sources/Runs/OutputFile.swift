// SPDX-License-Identifier: Apache-2.0

package import Columnar
package import Diagnostics
import CLinux
import Digests
import Glibc
import Synchronization

/// One output of a run while it is written, under a hidden temporary name beside its target.
///
/// Writes come one at a time, in order, from whichever thread has the next bytes; they block on the
/// disk and so must not run on the cooperative pool. The file gets its name when the run commits.
package final class OutputFile: Sendable {
    /// The final path as the pipeline names it; a provisional commit changes it.
    package let target: String
    /// As state records it.
    let temporary: String
    private let writer: Mutex<Writer>

    /// Creates the temporary file, which must not exist; the umask decides who may read it.
    init(
        target: String,
        temporary: String,
        in project: ProjectFolder,
        _ calls: FileCalls
    ) throws(PipelineError) {
        self.target = target
        self.temporary = temporary
        let number = unsafe open(
            project.absolute(temporary),
            O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
            0o666
        )
        guard number >= 0 else { throw .file(.open, target, errno: errno) }
        writer = Mutex(Writer(FileDescriptor(owning: number), target, calls))
    }

    /// Appends bytes; they are part of the output only once the run has committed.
    ///
    /// - Throws: `disk-full`, `read-only`, `permission-denied`, `file-too-large` or `file-failed`.
    ///   After that, every later call throws the same, and the run cannot commit.
    /// - Complexity: O(bytes), no allocation; every 8 MiB asks the kernel to begin writing back.
    package func write(_ bytes: Bytes) throws(PipelineError) {
        try writer.withLock { writer throws(PipelineError) in try writer.write(bytes) }
    }

    /// The bytes written so far.
    package var byteCount: Int {
        writer.withLock { $0.byteCount }
    }

    /// Makes the bytes durable and ends the writing.
    ///
    /// - Throws: What a write threw; `output-gone` when the temporary file has lost its name.
    func seal() throws(PipelineError) -> SealedOutput {
        try writer.withLock { writer throws(PipelineError) in try writer.seal() }
    }
}

/// What is known of an output whose bytes are on disk.
struct SealedOutput: Sendable, Hashable {
    let byteCount: Int
    /// 64 lower-case hexadecimal digits.
    let sha256: String
}

/// The state of an output between its first and its last byte.
private struct Writer: ~Copyable {
    /// Starting write-back early keeps the closing fsync short.
    private static let writeBackInterval = 8 << 20

    private let descriptor: FileDescriptor
    private let target: String
    private let calls: FileCalls
    private var digest = Digest()
    private var writtenBackCount = 0
    private var failure: PipelineError?
    private(set) var byteCount = 0

    init(_ descriptor: consuming FileDescriptor, _ target: String, _ calls: FileCalls) {
        self.descriptor = descriptor
        self.target = target
        self.calls = calls
    }

    mutating func write(_ bytes: Bytes) throws(PipelineError) {
        if let failure { throw failure }
        try writeAll(bytes)
        digest.update(bytes)
        byteCount += bytes.count
        startWriteBack()
    }

    private mutating func writeAll(_ bytes: Bytes) throws(PipelineError) {
        var rest = bytes
        while rest.count > 0 {
            let count = calls.write(descriptor.number, rest)
            if count == -Int(EINTR) { continue }
            guard count >= 0 else { throw failed(.write, errno: Int32(-count)) }
            rest = rest.slice(count..<rest.count)
        }
    }

    private mutating func startWriteBack() {
        guard byteCount - writtenBackCount >= Self.writeBackInterval else { return }
        // Only a hint: where it is not supported, the closing fsync does all the work and reports
        // all faults.
        _ = sync_file_range(
            descriptor.number,
            writtenBackCount,
            byteCount - writtenBackCount,
            UInt32(FJORD_SYNC_FILE_RANGE_WRITE)
        )
        writtenBackCount = byteCount
    }

    mutating func seal() throws(PipelineError) -> SealedOutput {
        if let failure { throw failure }
        // After a failed fsync the kernel may count the lost pages as clean, so it is never asked
        // twice.
        let status = calls.synchronize(descriptor.number)
        guard status == 0 else { throw failed(.synchronize, errno: -status) }
        var facts = stat()
        guard unsafe fstat(descriptor.number, &facts) == 0, facts.st_nlink > 0 else {
            let error = PipelineError.outputGone(target)
            failure = error
            throw error
        }
        let full = exchange(&digest, with: Digest())
        return SealedOutput(byteCount: byteCount, sha256: full.finish())
    }

    private mutating func failed(_ action: FileAction, errno: Int32) -> PipelineError {
        let error = PipelineError.file(action, target, errno: errno)
        failure = error
        return error
    }
}

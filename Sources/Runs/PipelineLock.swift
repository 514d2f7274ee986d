// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Glibc
import Synchronization

/// The right to run one pipeline of a project: an OS lock that the kernel releases when the process
/// ends, however it ends.
///
/// Windows of one pipeline that run in parallel share one lock.
package final class PipelineLock: Sendable {
    /// The pipeline's name.
    package let pipeline: String
    private let descriptor: Mutex<FileDescriptor?>
    private let blocking = Mutex<PipelineError?>(nil)

    /// Takes the lock without waiting.
    ///
    /// - Throws: `pipeline-busy` when another process, or another lock of this one, holds it.
    init(_ pipeline: String, in project: ProjectFolder) throws(PipelineError) {
        self.pipeline = pipeline
        let folder = "\(project.stateFolder)/locks"
        try Folders.create(folder, mode: 0o700)
        let path = "\(folder)/\(Self.fileName(pipeline)).lock"
        let file = try FileDescriptor(opening: path, O_RDWR | O_CREAT, mode: 0o600)
        guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw .file(.lock, path, errno: errno) }
            throw .pipelineBusy(pipeline, holder: Self.holder(file.number))
        }
        Self.sign(file.number)
        descriptor = Mutex(file)
    }

    /// Gives the lock back; also happens when the last run under it and its owner are gone.
    package func release() {
        descriptor.withLock { $0 = nil }
    }

    /// What keeps new runs from starting under this lock: a commit of it that could not be
    /// finished.
    var blockage: PipelineError? {
        get { blocking.withLock { $0 } }
        set { blocking.withLock { $0 = newValue } }
    }

    /// A pipeline's name as one path component: bytes other than letters, digits, `-`, `_` and
    /// inner dots are escaped.
    private static func fileName(_ pipeline: String) -> String {
        pipeline.utf8.enumerated().map { index, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: String(UnicodeScalar(byte))
            case 0x2E where index > 0: "."
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }.joined()
    }

    /// Leaves the holder's process number in the file, for messages only.
    private static func sign(_ descriptor: Int32) {
        let text = "process \(getpid())\n"
        _ = ftruncate(descriptor, 0)
        _ = unsafe pwrite(descriptor, text, text.utf8.count, 0)
    }

    private static func holder(_ descriptor: Int32) -> String? {
        let text = unsafe String(unsafeUninitializedCapacity: 64) {
            unsafe max(0, pread(descriptor, $0.baseAddress, $0.count, 0))
        }
        return text.split(separator: "\n").first.map(String.init)
    }
}

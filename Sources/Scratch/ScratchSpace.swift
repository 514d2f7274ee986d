// SPDX-License-Identifier: Apache-2.0

import CMalloc
public import Diagnostics
import Synchronization

/// How much memory the stages of a run may hold for rows that they cannot hand on yet, and where the rest goes.
///
/// Stages count what they hold with `hold` and `release`; one that is told to spill writes to a `ScratchFile`.
public final class ScratchSpace: Sendable {
    /// Bytes that all stages of the run may hold together.
    public let memoryByteCount: Int
    private let folder: String
    private let heldByteCount = Atomic<Int>(0)
    /// Bytes written out since freed memory was last given back.
    private let writtenByteCount = Atomic<Int>(0)

    /// Takes a limit and a folder, which need not exist before the first spill.
    ///
    /// - Parameters:
    ///   - memoryByteCount: Bytes that all stages of the run may hold together.
    ///   - folder: The absolute path of a folder on a real disk.
    public init(memoryByteCount: Int, folder: String) {
        self.memoryByteCount = memoryByteCount
        self.folder = folder
    }

    /// Counts bytes that a stage holds from now on.
    ///
    /// - Returns: Whether all stages together hold no more than they may; if false, the caller should spill.
    public func hold(_ byteCount: Int) -> Bool {
        giveBackFreed()
        return heldByteCount.add(byteCount, ordering: .relaxed).newValue <= memoryByteCount
    }

    /// Whether all stages together hold more than they may.
    public var isFull: Bool { heldByteCount.load(ordering: .relaxed) > memoryByteCount }

    /// Forgets bytes that a stage held.
    public func release(_ byteCount: Int) {
        heldByteCount.subtract(byteCount, ordering: .relaxed)
    }

    /// Makes a file for what does not fit.
    ///
    /// - Throws: `PipelineError` if the folder cannot be written.
    public func makeFile() throws(PipelineError) -> ScratchFile {
        try ScratchFile(in: folder, of: self)
    }

    /// Counts bytes written to a file.
    func noteWritten(_ byteCount: Int) {
        writtenByteCount.add(byteCount, ordering: .relaxed)
    }

    /// Gives freed memory back to the system each time that an eighth of the limit has been written out.
    ///
    /// What was written out is freed in pieces between others that are still held. The allocator alone keeps such holes,
    /// and what is held next may not fit them (five million groups in 64 MB: 60 MB more than with this).
    private func giveBackFreed() {
        let written = writtenByteCount.load(ordering: .relaxed)
        guard written > max(memoryByteCount / 8, 1 << 20) else { return }
        let isFirst = writtenByteCount.compareExchange(
            expected: written,
            desired: 0,
            ordering: .relaxed
        ).exchanged
        if isFirst { malloc_trim(0) }
    }
}

// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// What a stage kept in the last committed run and what it keeps for the next one.
///
/// What is written becomes the memory of later runs in the commit of this run, or never.
public protocol StageMemory: Sendable {
    /// The absolute path of the file that the last committed run kept; nil if there was none.
    ///
    /// For a pipeline with a window that is the latest run of an earlier window, so that a window that is run again
    /// gives the same rows again.
    var previousFile: String? { get }

    /// Appends to the file that this run keeps.
    ///
    /// - Throws: `PipelineError` if it cannot be written.
    func write(_ bytes: Bytes) throws
}

/// A whole-run transform that remembers something from run to run.
public protocol RememberingTransform: WholeRunTransform {
    /// Begins a run.
    ///
    /// - Parameters:
    ///   - inputs: The columns of each input.
    ///   - scratch: How much memory the rows may take, and where those go that do not fit.
    ///   - memory: What was kept and what is to be kept; nil where nothing is kept, as in a preview or a test.
    /// - Returns: What takes the rows of this run; it writes to the memory at the latest in its last `end`.
    /// - Throws: If the inputs cannot be taken, or the memory cannot be read.
    func makeCollector(
        for inputs: [Schema],
        in scratch: ScratchSpace,
        memory: (any StageMemory)?
    ) throws -> any RowCollector
}

extension RememberingTransform {
    /// Without a memory every row is new.
    public func makeCollector(
        for inputs: [Schema],
        in scratch: ScratchSpace
    ) throws -> any RowCollector {
        try makeCollector(for: inputs, in: scratch, memory: nil)
    }
}

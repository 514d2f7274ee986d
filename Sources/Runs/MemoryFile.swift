// SPDX-License-Identifier: Apache-2.0

package import Columnar
import protocol FjordKit.StageMemory

/// What one stage keeps in one run: a file that takes the place of the last one in the run's commit.
package final class MemoryFile: StageMemory {
    /// The stage's id in the pipeline.
    let stage: String
    let file: OutputFile
    /// The absolute path of what an earlier run kept; nil if none did.
    package let previousFile: String?

    init(stage: String, file: OutputFile, previousFile: String?) {
        self.stage = stage
        self.file = file
        self.previousFile = previousFile
    }

    /// The same file for a run that goes on from what another one kept, or from nothing.
    package func following(_ previousFile: String?) -> MemoryFile {
        MemoryFile(stage: stage, file: file, previousFile: previousFile)
    }

    /// Appends bytes; they are kept only if the run commits.
    package func write(_ bytes: Bytes) throws { try file.write(bytes) }
}

// SPDX-License-Identifier: Apache-2.0

import Expressions
import FjordKit
import Scratch

/// The memory that the stages of a run share, as an aggregation sees it, and a file for what does not fit.
final class AggregationStore: SpillStore {
    private let scratch: ScratchSpace
    /// Made for the first bytes.
    private let file = Guarded<ScratchFile?>(nil)

    init(_ scratch: ScratchSpace) {
        self.scratch = scratch
    }

    var memoryByteCount: Int { scratch.memoryByteCount }

    func hold(_ byteCount: Int) -> Bool { scratch.hold(byteCount) }

    func release(_ byteCount: Int) { scratch.release(byteCount) }

    func append(_ bytes: Bytes) throws -> Range<Int> {
        try file.change { file in
            let made = try file ?? scratch.makeFile()
            file = made
            return try made.append(bytes)
        }
    }

    func read(_ range: Range<Int>) throws -> Bytes {
        try file.change { file in
            guard let file else { preconditionFailure("nothing was written out") }
            return try file.read(range)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What one stage holds of a run's scratch space; all of it is let go with the share.
public final class ScratchShare {
    /// The space that the share is of.
    public let space: ScratchSpace
    /// Bytes held now.
    public private(set) var heldByteCount = 0

    /// Starts with nothing held.
    public init(of space: ScratchSpace) {
        self.space = space
    }

    deinit {
        space.release(heldByteCount)
    }

    /// Counts bytes that the stage holds from now on.
    ///
    /// - Returns: Whether they fit; if not, the caller should spill. A little always fits, so that one stage that fills
    ///   the space does not make the others write row by row.
    public func hold(_ byteCount: Int) -> Bool {
        heldByteCount += byteCount
        _ = space.hold(byteCount)
        return fits
    }

    /// Whether what the stage holds still fits; other stages may have let go of some or taken more.
    public var fits: Bool { !space.isFull || heldByteCount <= space.leastByteCount }

    /// Forgets bytes that the stage held.
    public func release(_ byteCount: Int) {
        heldByteCount -= byteCount
        space.release(byteCount)
    }

    /// Counts what the stage holds anew.
    ///
    /// - Returns: Whether it fits, as `hold` does.
    public func holdExactly(_ byteCount: Int) -> Bool {
        let change = byteCount - heldByteCount
        if change > 0 { return hold(change) }
        release(-change)
        return true
    }
}

/// How the space's size shapes what is read and written beyond it.
extension ScratchSpace {
    /// Bytes that any stage may hold although others have taken all there is.
    var leastByteCount: Int { min(1 << 20, memoryByteCount / 16) }

    /// About how many bytes a block of spilled rows has.
    var blockByteCount: Int { min(max(memoryByteCount / 256, 16 << 10), 256 << 10) }

    /// How many runs of spilled rows are read at once.
    var fanIn: Int { min(max(memoryByteCount / (4 * blockByteCount), 4), 64) }

    /// How many rows of that size a block has.
    func blockRowCount(byteCount: Int, ofRows rowCount: Int) -> Int {
        let rowByteCount = max(1, byteCount / max(1, rowCount))
        return min(max(blockByteCount / rowByteCount, 1), 16_384)
    }
}

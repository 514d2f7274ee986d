// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Cuts the joined bytes of one output every 1 MiB, whatever batches they came in.
///
/// Called only at the ordering point, so by one worker at a time and in order. Cutting passes references on; where
/// the cuts lie depends on the bytes alone, so that equal input gives equal files.
struct BlockAssembler {
    /// Plain bytes to a block; each becomes one gzip member if the output is compressed.
    static let blockByteCount = 1 << 20

    /// A block cut off, ready to be compressed and written.
    struct Cut {
        let number: Int
        let pieces: [Bytes]
        let byteCount: Int
    }

    private var pieces: [Bytes] = []
    private var byteCount = 0
    private var nextNumber = 0

    /// Joins bytes to those before, and gives the blocks that are now full.
    mutating func add(_ bytes: Bytes) -> [Cut] {
        var cuts: [Cut] = []
        var rest = bytes
        while byteCount + rest.count >= Self.blockByteCount {
            let room = Self.blockByteCount - byteCount
            pieces.append(rest.slice(0..<room))
            byteCount += room
            cuts.append(cut())
            rest = rest.slice(room..<rest.count)
        }
        if rest.count > 0 {
            pieces.append(rest)
            byteCount += rest.count
        }
        return cuts
    }

    /// Cuts behind these bytes wherever that is, for outputs whose cuts nobody sees.
    mutating func addWhole(_ bytes: Bytes) -> [Cut] {
        pieces.append(bytes)
        byteCount += bytes.count
        return [cut()]
    }

    /// Gives the last block: what is left, or an empty one if there never was a byte.
    mutating func finish() -> Cut? {
        byteCount > 0 || nextNumber == 0 ? cut() : nil
    }

    private mutating func cut() -> Cut {
        defer {
            pieces = []
            byteCount = 0
            nextNumber += 1
        }
        return Cut(number: nextNumber, pieces: pieces, byteCount: byteCount)
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The place of a morsel in the order of its source.
struct MorselKey: Comparable, Hashable, Sendable {
    /// The partition's position in the fetch stage's list; 0 for rows that the run itself made.
    let partition: Int
    /// The morsel's position in the partition.
    let index: Int

    static func < (left: MorselKey, right: MorselKey) -> Bool {
        (left.partition, left.index) < (right.partition, right.index)
    }

    /// The key as one number, which keeps the order.
    var sequence: UInt64 { UInt64(partition) << 32 | UInt64(index) }
}

/// The unit of work: consecutive pages of about 1 MiB, or rows that an earlier part of the run made.
struct Morsel: Sendable {
    /// What it holds.
    enum Contents: Sendable {
        case pages([Page], of: Partition)
        case batches([RecordBatch])
    }

    let key: MorselKey
    let contents: Contents

    /// Bytes held until the morsel has been run.
    var byteCount: Int {
        switch contents {
        case .pages(let pages, _): pages.reduce(0) { $0 + $1.byteCount }
        case .batches(let batches): batches.reduce(0) { $0 + $1.byteCount }
        }
    }
}

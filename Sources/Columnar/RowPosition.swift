// SPDX-License-Identifier: Apache-2.0

/// Where a row stands among several batches.
public struct RowPosition: BitwiseCopyable, Sendable, Hashable {
    /// The number of the batch; -1 for no row at all, which gives nulls.
    public let batch: Int32
    /// The row's slot in its batch.
    public let row: Int32

    /// Names a row of a batch.
    @inlinable
    public init(batch: Int, row: Int) {
        self.batch = Int32(truncatingIfNeeded: batch)
        self.row = Int32(truncatingIfNeeded: row)
    }

    /// Stands for nulls in every column.
    public static let none = RowPosition(batch: -1, row: 0)

    /// Whether it names a row.
    @inlinable public var isRow: Bool { batch >= 0 }
}

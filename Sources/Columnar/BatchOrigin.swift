// SPDX-License-Identifier: Apache-2.0

public import Diagnostics

/// Where the rows of a batch came from, so that an error can name partition, page and row.
public struct BatchOrigin: Sendable {
    /// A stretch of rows that stood one after the other in one page.
    public struct Run: Sendable {
        /// The first row of the decoded batch that belongs to this run, from 0.
        public let firstSlot: Int
        /// The page, from 1; nil for sources without pages.
        public let page: Int?
        /// The number of the run's first row in its page, from 1.
        public let firstRow: Int

        /// Describes a stretch of rows.
        public init(firstSlot: Int, page: Int?, firstRow: Int) {
            self.firstSlot = firstSlot
            self.page = page
            self.firstRow = firstRow
        }
    }

    /// The partition as its fetch stage names it; nil for rows that an aggregate or another stage made.
    public let partition: String?
    /// The runs in order; at least one.
    public let runs: [Run]
    /// JSON path of the list that the rows stand in, `items`; nil where rows are not addressed so.
    public let recordPath: String?

    /// Describes where rows came from.
    public init(partition: String?, runs: [Run], recordPath: String? = nil) {
        self.partition = partition
        self.runs = runs
        self.recordPath = recordPath
    }

    /// The place of one decoded row.
    ///
    /// - Parameter slot: The row's position in the batch as it was decoded, from 0.
    /// - Returns: Partition, page and row, as far as they are known.
    public func place(ofSlot slot: Int) -> DataPlace {
        let run = runs.last { $0.firstSlot <= slot }
        guard let run else { return DataPlace(partition: partition) }
        let row = run.firstRow + slot - run.firstSlot
        return DataPlace(
            partition: partition,
            page: run.page,
            row: row,
            path: recordPath.map { "\($0)[\(row - 1)]" }
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

package import FjordKit

/// What a run did, when all its bytes have been handed to their targets.
package struct RunReport: Sendable {
    /// Rows of one stage.
    package struct StageCount: Sendable, Hashable {
        /// Rows that went in; for a fetch stage those decoded.
        package var rowsIn = 0
        /// Rows that came out; for a sink those written.
        package var rowsOut = 0

        /// Adds the rows of another part of the run.
        mutating func add(_ other: StageCount) {
            rowsIn += other.rowsIn
            rowsOut += other.rowsOut
        }
    }

    /// One partition that was read to its end.
    package struct PartitionResult: Sendable {
        /// The position of the fetch stage in the graph.
        package let node: Int
        package let partition: Partition
        package let finality: Finality
        package let summary: PageSummary
        /// Where a feed goes on; nil for what is no feed.
        package let cursor: String?
    }

    /// One count per stage of the graph, in its order.
    package var stages: [StageCount]
    /// In source order, fetch stage by fetch stage.
    ///
    /// A partition that a `limit` cut short is missing.
    package var partitions: [PartitionResult]
    /// Sums of the money columns of each sink in minor units, by its position and that of the column.
    package var outputTotals: [Int: [Int: [Currency: Int128]]] = [:]

    /// How long each stage kept workers busy, in the graph's order, all workers added up; empty if not measured.
    ///
    /// Waiting for a source, compressing and writing do not count.
    package var busy: [Duration] = []

    /// What the stages have to say about the rows, in the order of the stages.
    package var findings: [Finding] = []

    /// Final if every partition was.
    package var finality: Finality {
        partitions.contains { $0.finality == .provisional } ? .provisional : .final
    }
}

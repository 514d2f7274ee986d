// SPDX-License-Identifier: Apache-2.0

package import enum FjordKit.Finality
package import struct FjordKit.Finding

/// An exact sum in one currency.
package struct CurrencySum: Sendable, Hashable {
    /// ISO 4217.
    package let currency: String
    /// Major units with the currency's decimals, `-1.00`.
    package let amount: String

    /// Names a sum.
    package init(currency: String, amount: String) {
        self.currency = currency
        self.amount = amount
    }
}

/// One partition that a run read to its end.
package struct PartitionResult: Sendable, Hashable {
    /// The fetch stage's id in the pipeline.
    package var stage: String
    /// The registered stage, `vipps.funds`.
    package var stageType: String
    /// The stage's options that decide what it answers, in one spelling whatever their order.
    package var options: String
    /// The connection that was asked; nil for a stage without one.
    package var connection: ConnectionIdentity?
    /// As the fetch stage names it, `418207/funds/2026-10-03`.
    package var key: String
    /// Whether the source may still change it.
    package var finality: Finality
    /// The rows read.
    package var rowCount: Int
    /// The sum of the stage's main money column; empty when it has none.
    package var sums: [CurrencySum]
    /// The hash of the decoded entries; nil for a source without one.
    package var inputHash: String?
    /// Where a feed goes on; nil for what is no feed.
    package var cursor: String?

    /// Describes a partition; `sums` is empty and `inputHash` nil where the source has none.
    package init(
        stage: String,
        stageType: String,
        options: String,
        connection: ConnectionIdentity?,
        key: String,
        finality: Finality,
        rowCount: Int,
        sums: [CurrencySum] = [],
        inputHash: String? = nil,
        cursor: String? = nil
    ) {
        self.stage = stage
        self.stageType = stageType
        self.options = options
        self.connection = connection
        self.key = key
        self.finality = finality
        self.rowCount = rowCount
        self.sums = sums
        self.inputHash = inputHash
        self.cursor = cursor
    }
}

/// What a run says of one of its output files when all bytes are written.
package struct OutputResult: Sendable {
    /// The totals of one money column.
    package struct Total: Sendable, Hashable {
        /// The column's name.
        package let column: String
        /// One sum for each currency.
        package let sums: [CurrencySum]

        /// Names the totals of a column.
        package init(column: String, sums: [CurrencySum]) {
            self.column = column
            self.sums = sums
        }
    }

    /// The file, which this run created.
    package var file: OutputFile
    /// The registered sink, `csv`.
    package var sink: String
    /// The id of the stage that feeds it.
    package var input: String
    /// The rows written.
    package var rowCount: Int
    /// The totals of its money columns, in the order of the columns.
    package var totals: [Total]

    /// Describes an output.
    package init(
        file: OutputFile,
        sink: String,
        input: String,
        rowCount: Int,
        totals: [Total] = []
    ) {
        self.file = file
        self.sink = sink
        self.input = input
        self.rowCount = rowCount
        self.totals = totals
    }
}

/// A field that a source sent and its declared schema lacks.
package struct UnknownField: Sendable, Hashable {
    /// The fetch stage's id.
    package let stage: String
    /// The field's dotted name.
    package let field: String
    /// How many entries had it.
    package let count: Int

    /// Names a field.
    package init(stage: String, field: String, count: Int) {
        self.stage = stage
        self.field = field
        self.count = count
    }
}

/// All that a run found out, handed over for the commit.
package struct RunResult: Sendable {
    /// Every partition of the window, in the order of the source.
    package var partitions: [PartitionResult] = []
    /// Every output the run created, in the order of the sinks.
    package var outputs: [OutputResult] = []
    /// Whether every partition that the sources listed was read to its end; a `limit` may have cut some short.
    package var isWhole = true
    /// In any order.
    package var unknownFields: [UnknownField] = []
    /// What the stages have to say about the rows, none of it a failure; in the order of the stages.
    package var findings: [Finding] = []
    /// What the run did; its findings are those above.
    package var figures = RunFigures()
    /// When the last stage finished, microseconds since 1970-01-01T00:00:00Z.
    package var finishMicroseconds: Int64

    /// Starts with nothing found.
    package init(finishMicroseconds: Int64) {
        self.finishMicroseconds = finishMicroseconds
    }

    /// Provisional as soon as one partition is.
    package var finality: Finality {
        partitions.contains { $0.finality == .provisional } ? .provisional : .final
    }
}

/// One file that a commit put in place.
package struct CommittedOutput: Sendable, Hashable {
    /// Where it is now, relative to the project folder when inside it; a provisional one has its
    /// provisional name.
    package let path: String
    /// Nil for the manifest.
    package let rowCount: Int?
    /// Its size.
    package let byteCount: Int
    /// 64 lower-case hexadecimal digits.
    package let sha256: String
}

/// What a commit put in place.
package struct CommittedOutputs: Sendable, Hashable {
    /// Whether the outputs carry provisional names.
    package let finality: Finality
    /// In the order of the sinks, the manifest last.
    package let outputs: [CommittedOutput]
}

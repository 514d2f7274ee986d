// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// A stage that writes one file whose bytes are those of its rows, one after the other.
///
/// The engine owns order, compression, the file and its commit.
public protocol StreamSink: Stage {
    /// Where the file goes, relative to the project folder.
    var path: String { get }

    /// How the engine compresses the joined bytes.
    var compression: Compression { get }

    /// Makes an encoder for one worker.
    ///
    /// - Throws: If the schema cannot be written in this format.
    func makeEncoder(for schema: Schema) throws -> any BatchEncoder
}

/// How a stream sink's bytes are compressed.
public enum Compression: Sendable, Hashable {
    case none
    /// gzip members of 1 MiB of plain bytes each; level 1 to 12.
    case gzip(level: Int)
}

/// Turns batches into bytes; belongs to one worker.
///
/// A row's bytes never depend on its batch.
public protocol BatchEncoder {
    /// Writes what stands before the first row; called once per file.
    mutating func encodeHeader(into writer: inout ByteWriter)

    /// Writes the rows of one batch.
    ///
    /// - Throws: `RowError` for a row that cannot be written.
    mutating func encode(_ batch: RecordBatch, into writer: inout ByteWriter) throws

    /// The one currency of each money column since the last call, by the column's name, where no `currency` column
    /// tells it; the engine sees to it that all encoders of a file agree.
    mutating func takeCurrencies() -> [String: Currency]
}

/// A stage that takes batches in order on one task and makes whole documents of them.
public protocol BatchSink: Stage {
    /// Where the document goes, relative to the project folder.
    var path: String { get }

    /// Begins a document.
    ///
    /// - Throws: If the input cannot be shown in this format.
    func makeDocument(for input: SinkInput) throws -> any SinkDocument
}

/// What a batch sink knows of its input before the first row.
public struct SinkInput: Sendable {
    /// The input's columns.
    public let schema: Schema
    /// Columns that are plainly `count` or `sum` in the aggregate that feeds the sink: those that add up.
    public let additiveColumns: [String]

    /// Describes an input.
    public init(schema: Schema, additiveColumns: [String]) {
        self.schema = schema
        self.additiveColumns = additiveColumns
    }
}

/// A document in the making; belongs to one task.
public protocol SinkDocument {
    /// Takes the next batch in order.
    mutating func add(_ batch: RecordBatch) throws

    /// Ends the document.
    ///
    /// - Returns: The bytes of the file.
    mutating func finish(_ run: RunOutline) throws -> Bytes
}

/// What a document may say about the run that made it.
///
/// It holds no clock value, so that equal input gives equal bytes.
public struct RunOutline: Sendable {
    /// The pipeline's name.
    public let pipeline: String
    /// The pipeline's description; nil if it has none.
    public let description: String?
    /// The days covered; nil for pipelines without a window.
    public let window: DateWindow?
    /// The IANA name of the window's time zone.
    public let timeZone: String
    /// When the run began, in microseconds since 1970-01-01T00:00:00Z; stands in where there is no window.
    public let startedAt: Int64
    /// Final if every partition was, else provisional.
    public let finality: Finality
    /// What the stages had to say about the rows, none of it a failure.
    public let findings: [Finding]

    /// Describes a run.
    public init(
        pipeline: String,
        description: String?,
        window: DateWindow?,
        timeZone: String,
        startedAt: Int64,
        finality: Finality,
        findings: [Finding] = []
    ) {
        self.pipeline = pipeline
        self.description = description
        self.window = window
        self.timeZone = timeZone
        self.startedAt = startedAt
        self.finality = finality
        self.findings = findings
    }
}

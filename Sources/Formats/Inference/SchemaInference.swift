// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Diagnostics

/// Reads the columns of a source off its first pages.
///
/// Every value of the first rows counts; see `TypeEvidence` for the types. What comes later and does not fit is an error
/// that names the column and how to declare it, never another value. Objects give dotted columns, lists `json`.
public struct SchemaInference: ~Copyable {
    /// The most rows that are looked at.
    public static let rowLimit = RecordBatch.maximumRowCount
    /// Pages are added until they have this many bytes.
    public static let byteLimit = 1 << 20

    private let format: RecordFormat
    private var columns = ColumnList()
    private var byteCount = 0
    /// How many rows have been looked at.
    public private(set) var rowCount = 0

    /// Prepares to look at pages of one format.
    public init(_ format: RecordFormat) { self.format = format }

    /// Whether further pages would change nothing.
    public var isComplete: Bool {
        rowCount >= Self.rowLimit || rowCount > 0 && byteCount >= Self.byteLimit
    }

    /// Looks at one page.
    ///
    /// - Parameters:
    ///   - page: UTF-8, with or without a byte order mark.
    ///   - number: The page's number in its partition, from 1.
    ///   - partition: The partition, for messages.
    /// - Throws: What is wrong with the page, with page and row.
    public mutating func add(_ page: Bytes, number: Int?, partition: String?) throws {
        byteCount += page.count
        let limit = Self.rowLimit - rowCount
        switch format {
        case .json(let records):
            let plan = JSONDecodePlan(records, columns: [], inference: note())
            let decoder = JSONRecordDecoder(plan)
            decoder.startPartition(partition)
            // It checks the page, so that what follows may rely on it.
            try decoder.decode(page, number: number) { _ in }
            rowCount += JSONColumnWalk.note(page, records, upTo: limit, in: &columns)
        case .csv(let dialect):
            rowCount += try CSVColumnWalk.note(
                page,
                dialect,
                number: number,
                partition: partition,
                upTo: limit,
                in: &columns
            )
        }
    }

    /// The columns in the order of their first appearance.
    ///
    /// - Parameter declared: Columns whose types are known; those that no page had come last.
    /// - Returns: The schema, not empty.
    /// - Throws: `no-schema` if no page had a column, or they had too many.
    public func schema(declared: [Field] = []) throws(PipelineError) -> Schema {
        var mixed = DataType.json
        if case .csv = format { mixed = .text }
        let fields = try columns.fields(declared: declared, mixed: mixed)
        guard !fields.isEmpty else { throw .nothingToInfer() }
        return Schema(fields)
    }

    /// What advice about values needs that do not fit.
    public func note(declared: [Field] = []) -> InferenceNote {
        InferenceNote(rowCount: rowCount, declared: Set(declared.map(\.name)))
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// How records of a ledger become rows: the columns as they are decoded, and what is made of them at once.
struct EntryShape: Sendable {
    /// The column that Fjord adds with the names of sales units.
    static let unitName = "salesUnitName"

    /// What the pages hold.
    let plan: JSONDecodePlan
    /// The columns of the rows.
    let schema: Schema
    /// The money column whose sums are recorded.
    let totalColumn: Int
    private let handleColumn: Int
    private let namesUnits: Bool
    private let majorColumns: [Int]

    /// - Parameters:
    ///   - plan: It has the columns `recipientHandle` and, if amounts are in major units, `currency`.
    ///   - total: The name of the money column whose sums are recorded.
    ///   - namesUnits: Whether the names of sales units stand in a column behind the handles.
    ///   - majorColumns: Columns that are decoded as decimals of major units, and become money.
    init(
        _ plan: JSONDecodePlan,
        totalling total: String,
        namesUnits: Bool = false,
        majorColumns: [String] = []
    ) {
        guard let handleColumn = plan.schema.index(of: "recipientHandle") else {
            preconditionFailure("entries have recipients")
        }
        var fields = plan.schema.fields
        for (index, field) in fields.enumerated() where majorColumns.contains(field.name) {
            fields[index] = Field(field.name, .money)
        }
        self.majorColumns = fields.indices.filter { majorColumns.contains(fields[$0].name) }
        if namesUnits { fields.insert(Field(Self.unitName, .text), at: handleColumn + 1) }
        self.plan = plan
        self.handleColumn = handleColumn
        self.namesUnits = namesUnits
        schema = Schema(fields)
        guard let totalColumn = schema.index(of: total) else {
            preconditionFailure("the sums are those of a column")
        }
        self.totalColumn = totalColumn
    }

    /// The rows of a batch as it was decoded.
    ///
    /// - Throws: `PipelineError` for the first amount in major units that its currency cannot have.
    func rows(of batch: RecordBatch, unitNames: [String: String]) throws -> RecordBatch {
        var columns = batch.columns
        for index in majorColumns {
            columns[index] = .money(try MajorAmounts(batch, index).money())
        }
        guard case .text(let texts) = columns[handleColumn] else {
            preconditionFailure("recipients are texts")
        }
        let handles = texts.withNormalHandles
        columns[handleColumn] = .text(handles)
        if namesUnits {
            let names = handles.mapped { unitNames[$0] }
            columns.insert(.text(names), at: handleColumn + 1)
        }
        return batch.replacingColumns(columns, schema: schema)
    }
}

/// What the pages and decoders of a ledger's partition know beside its constants.
struct LedgerDetail: Sendable {
    /// The names of its sales units by handle.
    var unitNames: [String: String] = [:]
}

/// Decodes pages of entries: the decoder of every stage that reads a ledger.
final class EntryDecoder: PageDecoder {
    private let shape: EntryShape
    private let decoder: RecordPageDecoder
    private var current: Partition?
    /// Rows of it may still come out while the first page of `current` is decoded.
    private var previous: Partition?
    private var totals: [Currency: Int128] = [:]

    init(_ shape: EntryShape) {
        self.shape = shape
        decoder = RecordPageDecoder(shape.plan, totalling: nil)
    }

    func decode(
        _ page: Page,
        of partition: Partition,
        into emit: (RecordBatch) throws -> Void
    ) throws -> PageSummary {
        if current != partition { (previous, current) = (current, partition) }
        return try decoder.decode(page, of: partition) { try pass($0, to: emit) }
    }

    func flush(into emit: (RecordBatch) throws -> Void) throws -> PageSummary {
        var summary = try decoder.flush { try pass($0, to: emit) }
        summary.totals = totals
        totals = [:]
        return summary
    }

    private func pass(_ batch: RecordBatch, to emit: (RecordBatch) throws -> Void) throws {
        let partition = batch.origin.partition == current?.key ? current : previous
        let detail = partition?.detail as? LedgerDetail
        let rows = try shape.rows(of: batch, unitNames: detail?.unitNames ?? [:])
        if case .money(let amounts) = rows.columns[shape.totalColumn] {
            amounts.addTotals(to: &totals)
        }
        try emit(rows)
    }
}

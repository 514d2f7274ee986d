// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Formats

/// How pages of records become batches, for stages that let a pipeline say how records are written.
public enum RecordPlan: Sendable {
    case json(JSONDecodePlan)
    case csv(CSVDecodePlan)

    /// Joins a format and columns, the column `extra` last if other fields are kept.
    ///
    /// - Precondition: No field is money, and none is called `extra` if other fields are kept.
    public init(
        _ format: RecordFormat,
        _ fields: [Field],
        keepsOthers: Bool,
        _ note: InferenceNote
    ) {
        switch format {
        case .json(let records):
            let columns = fields.map { JSONDecodePlan.Column.field($0.name, $0.type) }
            let extra: [JSONDecodePlan.Column] = keepsOthers ? [.extra("extra")] : []
            self = .json(JSONDecodePlan(records, columns: columns + extra, inference: note))
        case .csv(let dialect):
            let columns = fields.map { CSVDecodePlan.Column.field($0.name, $0.type) }
            let extra: [CSVDecodePlan.Column] = keepsOthers ? [.extra("extra")] : []
            self = .csv(CSVDecodePlan(dialect, columns: columns + extra, inference: note))
        }
    }

    /// The schema of the batches.
    public var schema: Schema {
        switch self {
        case .json(let plan): plan.schema
        case .csv(let plan): plan.schema
        }
    }

    /// A decoder for one worker.
    public func makeDecoder() -> any PageDecoder {
        switch self {
        case .json(let plan): RecordPageDecoder(plan, totalling: nil)
        case .csv(let plan): CSVPages(plan)
        }
    }
}

/// Decodes pages of CSV.
private struct CSVPages: PageDecoder {
    private let decoder: CSVRecordDecoder
    private var partition: Partition?

    init(_ plan: CSVDecodePlan) { decoder = CSVRecordDecoder(plan) }

    mutating func decode(
        _ page: Page,
        of partition: Partition,
        into emit: (RecordBatch) throws -> Void
    ) throws -> PageSummary {
        if self.partition != partition {
            decoder.startPartition(partition.key)
            self.partition = partition
        }
        var summary = PageSummary()
        summary.rowCount = try decoder.decode(
            try page.load(),
            number: page.number,
            firstLine: page.firstLine,
            emit: emit
        )
        summary.unknownFields = decoder.takeUnknownFields()
        return summary
    }

    mutating func flush(into emit: (RecordBatch) throws -> Void) throws -> PageSummary {
        try decoder.flush(emit: emit)
        return PageSummary()
    }
}

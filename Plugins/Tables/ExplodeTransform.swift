// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Makes rows of the elements of JSON lists.
struct ExplodeTransform: BatchTransform {
    static let spec = StageSpec(
        "explode",
        "Make one row of each element of a JSON list; the other columns are repeated.",
        .text("column", "The column of type json that holds the lists."),
        .optionalText("as", "What the column is called afterwards; its own name if left out."),
        .optionalText("position", "A new column that counts the elements of each list from 1."),
        .bool(
            "keep_empty",
            "Give one row with a null where the list is empty or null.",
            default: false
        ),
        example: """
            - transform: explode
              column: orderLines
              as: line
            """
    )

    private let options: StageOptions
    private let column: String
    private let position: String?
    private let keepsEmpty: Bool

    init(_ options: StageOptions) throws {
        self.options = options
        column = options.text("column")
        position = options.optionalText("position")
        keepsEmpty = options.bool("keep_empty")
    }

    func outputSchema(for input: Schema) throws -> Schema {
        guard let index = input.index(of: column) else {
            throw TablesErrors.unknownColumn(column, in: "column", among: input.names, options)
        }
        guard input.fields[index].type == .json else {
            throw TablesErrors.notAList(input.fields[index], options)
        }
        var fields = input.fields
        fields[index] = Field(options.optionalText("as") ?? column, .json)
        if let position { fields.append(Field(position, .int64)) }
        if let twice = Self.repeated(fields.map(\.name)) {
            let option = twice == position ? "position" : "as"
            throw TablesErrors.columnExists(twice, in: option, options)
        }
        return Schema(fields)
    }

    func apply(_ batch: RecordBatch, into emit: (RecordBatch) throws -> Void) throws {
        guard let index = batch.schema.index(of: column),
            case .json(let lists) = batch.columns[index]
        else { preconditionFailure("the list's column was checked") }
        let schema = try outputSchema(for: batch.schema)
        var elements = ListElements(of: lists, keepsEmpty: keepsEmpty)
        var fault: RowError?
        while fault == nil, !elements.isAtEnd {
            var gathered = ElementRows()
            do throws(RowError) {
                let limit = RecordBatch.maximumRowCount
                try elements.read(upTo: limit, column: column, into: &gathered)
            } catch {
                fault = error
            }
            let found = gathered.finish()
            let rows = batch.taking(found.sources)
            var columns = rows.columns
            columns[index] = .json(found.texts)
            if position != nil { columns.append(.int64(found.positions)) }
            try emit(rows.replacingColumns(columns, schema: schema))
        }
        if batch.rowCount == 0 { try emit(empty(batch, schema)) }
        if let fault { throw fault }
    }

    private func empty(_ batch: RecordBatch, _ schema: Schema) -> RecordBatch {
        let added: [Column] = position == nil ? [] : [.int64(PrimitiveArray(Values([])))]
        return batch.replacingColumns(batch.columns + added, schema: schema)
    }

    private static func repeated(_ names: [String]) -> String? {
        var seen: Set<String> = []
        return names.first { !seen.insert($0).inserted }
    }
}

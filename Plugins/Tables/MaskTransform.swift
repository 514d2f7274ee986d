// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Hides what stands in some columns.
struct MaskTransform: BatchTransform {
    static let spec = StageSpec(
        "mask",
        "Hide values: drop a column, replace its values by their hashes, or show the last characters only.",
        OptionSpec(
            "columns",
            .mapping,
            "Columns, each with drop (the column goes), hash (SHA-256 of salt and value, as hex digits) or "
                + "partial (all but the last characters become *).",
            isRequired: true
        ),
        .optionalText(
            "salt",
            "Put before each value that is hashed. It stands in the file, so that it is no secret.",
            default: ""
        ),
        .int(
            "keep",
            "How many characters partial shows; a text that is not longer is hidden whole.",
            in: 0...100,
            default: 4
        ),
        example: """
            - transform: mask
              columns: {name: drop, maskedPhoneNo: hash, message: partial}
            """
    )

    /// What is done to a column.
    enum Method: String, CaseIterable {
        case drop
        case hash
        case partial
    }

    private let options: StageOptions
    private let methods: [(pair: StageOptions.Pair, method: Method)]
    private let salt: String
    private let keptCount: Int

    init(_ options: StageOptions) throws {
        self.options = options
        salt = options.text("salt")
        keptCount = options.int("keep")
        methods = try (options.mapping("columns") ?? []).map { pair in
            guard let method = Method(rawValue: pair.text) else {
                throw TablesErrors.unknownMask(pair)
            }
            return (pair, method)
        }
        if methods.isEmpty { throw TablesErrors.noColumn(in: "columns", options) }
    }

    func outputSchema(for input: Schema) throws -> Schema {
        for (pair, method) in methods {
            guard let field = input.field(named: pair.name) else {
                throw TablesErrors.unknownMaskedColumn(pair, among: input.names)
            }
            if method == .partial, field.type != .text { throw TablesErrors.partialOf(field, pair) }
        }
        let fields = input.fields.compactMap { field -> Field? in
            switch method(of: field.name) {
            case .drop: nil
            case .hash: Field(field.name, .text)
            case .partial, nil: field
            }
        }
        if fields.isEmpty { throw TablesErrors.nothingLeft(options) }
        return Schema(fields)
    }

    func apply(_ batch: RecordBatch, into emit: (RecordBatch) throws -> Void) throws {
        let columns = try batch.schema.fields.indices.compactMap { index -> Column? in
            let column = batch.columns[index]
            switch (method(of: batch.schema.fields[index].name), column) {
            case (.drop, _): return nil
            case (.hash, _): return try HashedColumn(salt: salt).hashes(of: column)
            case (.partial, .text(let texts)):
                return .text(PartialTexts(keptCount: keptCount).hidden(texts))
            case (.partial, _), (nil, _): return column
            }
        }
        try emit(batch.replacingColumns(columns, schema: try outputSchema(for: batch.schema)))
    }

    private func method(of name: String) -> Method? {
        methods.first { $0.pair.name == name }?.method
    }
}

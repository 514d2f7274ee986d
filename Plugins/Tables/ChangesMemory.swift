// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The rows of the last committed run as rows of this one's columns.
struct RememberedRows {
    private static let keyNote = "key"

    private let reader: RowFileReader
    private let plan: ChangesPlan
    /// For each column of the input the same column of the remembered rows; nil if there is none of its type.
    private let places: [Int?]
    /// The columns that are compared: those that both runs have.
    let compared: [Int]
    /// What is different about the columns.
    let findings: [Finding]
    /// Whether the rows have the key by which they are to be found.
    let isUsable: Bool

    /// Opens what the last run kept; nil if there was none.
    init?(_ memory: (any StageMemory)?, _ plan: ChangesPlan) throws {
        guard let path = memory?.previousFile else { return nil }
        let reader = try RowFileReader(path: path)
        self.reader = reader
        self.plan = plan
        let places = plan.input.fields.map { field in
            reader.schema.index(of: field.name).flatMap {
                reader.schema.fields[$0].type == field.type ? $0 : nil
            }
        }
        self.places = places
        compared = plan.compared.filter { places[$0] != nil }
        isUsable =
            plan.keys.allSatisfy { places[$0.index] != nil }
            && reader.notes[Self.keyNote] == Self.note(plan)
        findings = isUsable ? Self.findings(reader.schema, plan, places) : [Self.otherKey(plan)]
    }

    /// The next rows, in the order in which the last run had them; nil after the last.
    func next() throws -> RecordBatch? {
        guard let batch = try reader.next() else { return nil }
        let columns = zip(places, plan.input.fields).map { place, field in
            place.map { batch.columns[$0] } ?? Column(nulls: batch.rowCount, type: field.type)
        }
        return batch.replacingColumns(columns, schema: plan.input)
    }

    /// Begins the file that the next run reads; nil where nothing is kept.
    static func writer(_ memory: (any StageMemory)?, _ plan: ChangesPlan) throws -> RowFileWriter? {
        guard let memory else { return nil }
        return try RowFileWriter(schema: plan.input, notes: [keyNote: note(plan)]) {
            try memory.write($0)
        }
    }

    private static func note(_ plan: ChangesPlan) -> String {
        plan.keyNames.sorted().debugDescription
    }

    private static func otherKey(_ plan: ChangesPlan) -> Finding {
        Finding(.warning, rule: "other-key", TablesErrors.otherKey(plan.keyNames))
    }

    private static func findings(
        _ before: Schema,
        _ plan: ChangesPlan,
        _ places: [Int?]
    ) -> [Finding] {
        var words: [String] = []
        for (field, place) in zip(plan.input.fields, places) where place == nil {
            words.append(TablesErrors.newColumn(field, before: before.field(named: field.name)))
        }
        for field in before.fields where plan.input.index(of: field.name) == nil {
            words.append(TablesErrors.goneColumn(field))
        }
        return words.map { Finding(.notice, rule: "other-columns", $0) }
    }
}

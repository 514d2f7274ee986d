// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Which columns are compared with those of the last run, and which come out.
struct ChangesPlan {
    /// What happened to a row.
    enum Change: String {
        case added
        case removed
        case changed
        case unchanged
    }

    /// The column that says what happened.
    static let changeColumn = "change"

    let input: Schema
    let keyNames: [String]
    let keys: [KeyColumn]
    /// The columns outside the key, each of which comes out twice.
    let others: [Int]
    /// Those of them whose values make a row a changed one.
    let compared: [Int]
    let givesUnchanged: Bool
    let givesFirst: Bool
    let outputSchema: Schema

    init(_ input: Schema, _ options: StageOptions) throws {
        self.input = input
        let keyNames = options.texts("key") ?? []
        self.keyNames = keyNames
        func index(_ name: String, _ option: String) throws -> Int {
            guard let index = input.index(of: name) else {
                throw TablesErrors.unknownColumn(name, in: option, among: input.names, options)
            }
            return index
        }
        let keyIndices = try keyNames.map { try index($0, "key") }
        keys = keyIndices.map { KeyColumn($0) }
        others = input.fields.indices.filter { !keyIndices.contains($0) }
        compared = try options.texts("compare")?.map { try index($0, "compare") } ?? others
        if let both = compared.first(where: { keyIndices.contains($0) }) {
            throw TablesErrors.comparedKey(input.fields[both].name, options)
        }
        givesUnchanged = options.bool("include_unchanged")
        givesFirst = options.text("first") == "added"
        let changed = others.map { input.fields[$0] }
        let fields =
            [Field(Self.changeColumn, .text)] + keyIndices.map { input.fields[$0] }
            + changed.flatMap { [$0, Field($0.name + "_before", $0.type)] }
        if let twice = fields.map(\.name).firstRepeated {
            throw TablesErrors.changeColumnTaken(twice, options)
        }
        if changed.contains(Field("currency", .text)),
            changed.contains(where: { $0.type == .money })
        {
            throw TablesErrors.currencyOutsideKey(options)
        }
        outputSchema = Schema(fields)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

/// The columns met so far, in the order of their first appearance.
struct ColumnList {
    /// More columns than these are no columns but keys that are data.
    static let mostColumns = 2_000

    private struct Entry {
        let name: String
        var evidence = TypeEvidence()
        /// Whether it was an object whose members are columns.
        var isObject = false
        /// Whether it was an object without members.
        var isEmptyObject = false
    }

    private var entries: [Entry] = []
    private var places: [String: Int] = [:]

    /// The place of a column, which is noted if it is new.
    mutating func place(of name: String) -> Int {
        if let place = places[name] { return place }
        places[name] = entries.count
        entries.append(Entry(name: name))
        return entries.count - 1
    }

    /// The name of a column.
    func name(_ place: Int) -> String { entries[place].name }

    /// Notes that a column was an object without members.
    mutating func noteEmptyObject(_ place: Int) { entries[place].isEmptyObject = true }

    /// Notes that a column was an object whose members are columns.
    mutating func noteObject(_ place: Int) { entries[place].isObject = true }

    /// Notes a value.
    mutating func add(_ place: Int, _ note: (inout TypeEvidence) -> Void) {
        note(&entries[place].evidence)
    }

    /// The columns with their types, `declared` ones with theirs, declared ones that were not met last.
    ///
    /// - Throws: `no-schema` if there are too many.
    func fields(declared: [Field], mixed: DataType) throws(PipelineError) -> [Field] {
        let types = Dictionary(declared.map { ($0.name, $0.type) }) { first, _ in first }
        var fields: [Field] = [], whole: [String] = []
        for entry in entries {
            // The members of what is kept whole are no columns.
            if whole.contains(where: { entry.name.hasPrefix($0) }) { continue }
            if let type = types[entry.name] {
                fields.append(Field(entry.name, type))
                whole.append(entry.name + ".")
            } else if !entry.isObject {
                let narrowest = entry.evidence.isEmpty ? .text : entry.evidence.type ?? mixed
                fields.append(Field(entry.name, entry.isEmptyObject ? .json : narrowest))
            } else if !entry.evidence.isEmpty {
                fields.append(Field(entry.name, .json))
                whole.append(entry.name + ".")
            }
        }
        guard fields.count <= Self.mostColumns else {
            throw .tooManyColumns(fields.count, mostColumns: Self.mostColumns)
        }
        let known = Set(fields.map(\.name))
        return fields + declared.filter { !known.contains($0.name) }
    }
}

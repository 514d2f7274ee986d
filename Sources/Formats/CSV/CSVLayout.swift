// SPDX-License-Identifier: Apache-2.0

/// Which column of a file each field of a plan stands in, as the file's header says.
struct CSVLayout {
    let columnCount: Int
    /// The columns of the plan's fields; nil where the file has none of that name.
    let columns: [Int?]
    /// The columns that no field takes.
    let unknown: [(name: String, column: Int)]

    /// Finds the fields of a plan in a file with these names, nil where it has no header.
    init(_ plan: CSVDecodePlan, header: [String]?) throws(CSVFault) {
        let fields = plan.fields.map(\.name)
        guard let header else {
            columnCount = fields.count
            columns = fields.indices.map { $0 }
            unknown = []
            return
        }
        var places: [String: Int] = [:]
        for (place, name) in header.enumerated() {
            guard places.updateValue(place, forKey: name) == nil else {
                throw CSVFault(.sameNameTwice(name), at: 0)
            }
        }
        columnCount = header.count
        columns = fields.map { places[$0] }
        if !fields.isEmpty, columns.allSatisfy({ $0 == nil }) {
            throw CSVFault(.otherHeader(names: header), at: 0)
        }
        if let missing = fields.first(where: { places[$0] == nil && plan.isDeclared($0) }) {
            throw CSVFault(.missingColumn(missing, names: header), at: 0)
        }
        let known = Set(fields)
        unknown = header.enumerated().filter { !known.contains($0.element) }
            .map { ($0.element, $0.offset) }
    }

    /// How many fields are read, those that no column takes included.
    var fieldCount: Int { columns.count + unknown.count }
}

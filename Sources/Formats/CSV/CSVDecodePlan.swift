// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Which values of a CSV file become columns.
public struct CSVDecodePlan: Sendable, Hashable {
    /// One column, at the place where it stands in the list.
    public enum Column: Sendable, Hashable {
        /// A column of the file, found by its name in the header, or by its place if the file has none; any type but
        /// `money`. One that the header does not name is an error if a user declared it, else null.
        case field(_ name: String, _ type: DataType)
        /// The values of the row that no other column takes, as one JSON object of texts; null when there are none.
        case extra(_ name: String)

        /// The column's name.
        public var name: String {
            switch self {
            case .field(let name, _), .extra(let name): name
            }
        }

        /// What the column's values are.
        public var type: DataType {
            switch self {
            case .field(_, let type): type
            case .extra: .json
            }
        }
    }

    /// How the file is written.
    public let dialect: CSVDialect
    /// The columns in order.
    public let columns: [Column]
    /// Which types were inferred and which a user declared; nil for neither.
    public let inference: InferenceNote?
    /// The schema of the batches.
    public let schema: Schema

    /// Describes how a file becomes batches.
    ///
    /// - Precondition: No column name occurs twice, none is of the type money, and there is at most one `extra`.
    public init(_ dialect: CSVDialect, columns: [Column], inference: InferenceNote? = nil) {
        var extraCount = 0
        for column in columns {
            if case .extra = column { extraCount += 1 }
            precondition(column.type != .money, "column '\(column.name)': CSV names no currency")
        }
        precondition(extraCount <= 1, "at most one column takes the other values")
        self.dialect = dialect
        self.columns = columns
        self.inference = inference
        schema = Schema(columns.map { Field($0.name, $0.type) })
    }

    /// The columns that are found in the file, in their order.
    var fields: [(name: String, type: DataType)] {
        columns.compactMap { column in
            if case .field(let name, let type) = column { (name, type) } else { nil }
        }
    }

    /// Whether a user declared the column; one that was found in another file may be missing here.
    func isDeclared(_ name: String) -> Bool { inference?.declared.contains(name) ?? false }

    var hasExtra: Bool { columns.count > fields.count }
}

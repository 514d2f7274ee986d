// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Which records of a page become rows, and which of their members become columns.
///
/// A missing key and `null` are the same null. Of a key that occurs twice in one object the last one counts. A dotted
/// name, `owner.id`, means the member `id` of the object `owner`, or a member whose key has the dot in it.
public struct JSONDecodePlan: Sendable, Hashable {
    /// One column, at the place where it stands in the list.
    public enum Column: Sendable, Hashable {
        /// A member of the record; any type but `money`.
        case field(_ name: String, _ type: DataType)
        /// A member that holds an integer of minor units, whose currency is the text in the record's member
        /// `currency`, wherever that stands in the record.
        case money(_ name: String, currency: String)
        /// A text that is the same for all rows of a partition; its value is given to the decoder.
        case constant(_ name: String)
        /// The members of the record that no other column takes, as one JSON object; null when there are none.
        case extra(_ name: String)

        /// The column's name.
        public var name: String {
            switch self {
            case .field(let name, _), .money(let name, _), .constant(let name), .extra(let name):
                name
            }
        }

        /// What the column's values are.
        public var type: DataType {
            switch self {
            case .field(_, let type): type
            case .money: .money
            case .constant: .text
            case .extra: .json
            }
        }
    }

    /// Where the records of a page stand.
    public enum Records: Sendable, Hashable {
        /// In a list: keys from the outermost in, `["items"]`; none if the page is the list.
        case list(at: [String])
        /// The page is the list, or an object that is the only record.
        case document
        /// Each line of the page is a record; empty lines count for nothing.
        case lines
    }

    /// Where the records stand.
    public let records: Records
    /// Which types were inferred and which a user declared; nil for the columns of a system that Fjord knows.
    public let inference: InferenceNote?
    /// The columns in order.
    public let columns: [Column]
    /// The schema of the batches.
    public let schema: Schema

    /// Describes how pages become batches.
    ///
    /// - Precondition: No column name occurs twice, no `field` has the type money, and there is at most one `extra`.
    public init(recordPath: [String], columns: [Column]) {
        self.init(.list(at: recordPath), columns: columns)
    }

    /// Describes how pages become batches.
    ///
    /// - Precondition: No column name occurs twice, no `field` has the type money, and there is at most one `extra`.
    public init(_ records: Records, columns: [Column], inference: InferenceNote? = nil) {
        var extraCount = 0
        for column in columns {
            if case .extra = column { extraCount += 1 }
            if case .field(let name, .money) = column {
                preconditionFailure(
                    "column '\(name)': money needs a member that holds its currency"
                )
            }
        }
        precondition(extraCount <= 1, "at most one column takes the other members")
        self.records = records
        self.columns = columns
        self.inference = inference
        schema = Schema(columns.map { Field($0.name, $0.type) })
    }

    /// Where the list of records stands: keys from the outermost in; empty if the page is the list.
    public var recordPath: [String] {
        if case .list(let path) = records { path } else { [] }
    }
}

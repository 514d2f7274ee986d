// SPDX-License-Identifier: Apache-2.0

/// One column of a schema.
///
/// Every column may hold nulls.
public struct Field: Sendable, Hashable {
    /// The column's name, case-sensitive; nested JSON objects give dotted names, `owner.id`.
    public let name: String
    /// What its values are.
    public let type: DataType

    /// Describes a column.
    public init(_ name: String, _ type: DataType) {
        self.name = name
        self.type = type
    }
}

/// The columns of a batch, in order; names are unique.
public struct Schema: Sendable, Hashable {
    /// The columns.
    public let fields: [Field]

    /// Describes the columns of a batch.
    ///
    /// - Precondition: No name occurs twice.
    public init(_ fields: [Field]) {
        precondition(Set(fields.map(\.name)).count == fields.count, "column names must be unique")
        self.fields = fields
    }

    /// The position of a column; nil if there is none of that name.
    public func index(of name: String) -> Int? {
        fields.firstIndex { $0.name == name }
    }

    /// A column's description; nil if there is none of that name.
    public func field(named name: String) -> Field? {
        fields.first { $0.name == name }
    }

    /// The names, in order.
    public var names: [String] { fields.map(\.name) }
}

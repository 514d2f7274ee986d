// SPDX-License-Identifier: Apache-2.0

import Columnar

@testable import Expressions

/// A table with expressions to evaluate over it, and one for aggregates, as `compare.py` writes them.
struct CaseBlock: Decodable {
    let columns: [CaseColumn]
    let expressions: [String]
    let aggregateColumns: [CaseColumn]
    let aggregates: [AggregateCase]
}

struct AggregateCase: Decodable {
    let by: [String]
    let text: String
}

/// A column whose values are text that reads back exactly: digits without their point, days, microseconds.
struct CaseColumn: Decodable {
    let name: String
    let type: String
    let values: [String?]

    struct Malformed: Error {
        let type: String
    }

    func column() throws -> Column {
        switch try dataType() {
        case .boolean: .boolean(BooleanArray(values.map { $0.map { $0 == "true" } }))
        case .int64: .int64(Int64Array(values.map { $0.flatMap { Int64($0) } }))
        case .float64: .float64(Float64Array(values.map { $0.flatMap { Double($0) } }))
        case .decimal(let precision, let scale):
            .decimal(
                DecimalArray(values.map { $0.flatMap { Int128($0) } }),
                precision: precision,
                scale: scale
            )
        case .text: .text(TextArray(values))
        case .date: .date(Date32Array(values.map { $0.flatMap { Int32($0) } }))
        case .timestamp: .timestamp(TimestampArray(values.map { $0.flatMap { Int64($0) } }))
        case .money, .json: throw Malformed(type: type)
        }
    }

    private func dataType() throws -> DataType {
        let words = type.split(whereSeparator: { "(,)".contains($0) }).map(String.init)
        let type = TypeRules.type(
            named: words[0],
            arguments: words.dropFirst().compactMap { Int($0) }
        )
        guard let type else { throw Malformed(type: self.type) }
        return type
    }
}

extension RecordBatch {
    init(_ columns: [CaseColumn]) throws {
        let arrays = try columns.map { try $0.column() }
        self.init(
            schema: Schema(zip(columns, arrays).map { Field($0.name, $1.type) }),
            columns: arrays,
            rowCount: columns.first?.values.count ?? 0,
            origin: BatchOrigin(partition: nil, runs: [])
        )
    }
}

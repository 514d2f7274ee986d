// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

@testable import Expressions

/// An aggregate over sample rows, and the ways to cut it up that must not show.
struct AggregationRun {
    var by: [String]
    var calls: [Call]

    struct Call {
        let text: String
        let column: String?
        let isFiltered: Bool
        let call: TypedAggregate

        /// A call of the function of that name on a column, on `*` if nil.
        init(
            _ name: String,
            _ column: String?,
            distinct: Bool = false,
            filtered: Bool = false,
            constant: AggregateConstant? = nil
        ) throws {
            guard let function = AggregateFunction.named(name) else { throw Missing(name: name) }
            let type = SampleRow.fields.first { $0.name == column }?.type
            text = "\(name)(\(distinct ? "distinct " : "")\(column ?? "*"))"
            self.column = column
            isFiltered = filtered
            call = TypedAggregate(
                function,
                argument: type,
                distinct: distinct,
                constant: constant,
                text: text
            )
        }
    }

    struct Missing: Error {
        let name: String
    }

    /// How rows are spread over batches and workers.
    struct Cut {
        var batchSize: Int
        var tableCount: Int
        var seed: UInt64
    }

    /// The result as one line per group, cells separated by `|`.
    func lines(_ rows: [SampleRow], _ cut: Cut) throws -> [String] {
        let table = try aggregation(rows, cut).finish()
        return (0..<table.rowCount).map { row in
            (table.keys + table.results).map { KeyText.text(of: $0, slot: row) }
                .joined(separator: "|")
        }
    }

    func aggregation(_ rows: [SampleRow], _ cut: Cut) -> GroupedAggregation {
        var random = SeededRandom(seed: cut.seed)
        let keys = by.compactMap { name in SampleRow.fields.first { $0.name == name } }
        var tables = (0..<cut.tableCount).map { _ in
            GroupedAggregation(keys: keys, calls: calls.map(\.call))
        }
        update(tables[0], rows[0..<0], .start, using: &random)
        let starts = Array(stride(from: 0, to: rows.count, by: cut.batchSize))
        // Workers take batches in order, but nothing may depend on it.
        let taken = cut.seed.isMultiple(of: 2) ? starts : starts.shuffled(using: &random)
        for first in taken {
            let batch = rows[first..<min(first + cut.batchSize, rows.count)]
            let table = tables[Int.random(in: 0..<tables.count, using: &random)]
            let place = Place(morsel: UInt64(first / 100), row: UInt64(first))
            update(table, batch, place, using: &random)
        }
        tables.shuffle(using: &random)
        for table in tables.dropFirst() { tables[0].merge(table) }
        return tables[0]
    }

    private func update(
        _ table: GroupedAggregation,
        _ rows: ArraySlice<SampleRow>,
        _ place: Place,
        using random: inout SeededRandom
    ) {
        let columns = SampleRow.columns(rows, using: &random)
        func column(_ name: String) -> Column? {
            SampleRow.fields.firstIndex { $0.name == name }.map { columns[$0] }
        }
        let kept = Bitmap(rows.map(\.isKept))
        table.update(
            keys: by.compactMap(column),
            arguments: calls.map { $0.column.flatMap(column) },
            filters: calls.map { $0.isFiltered ? kept : nil },
            rowCount: rows.count,
            firstPlace: place
        )
    }
}

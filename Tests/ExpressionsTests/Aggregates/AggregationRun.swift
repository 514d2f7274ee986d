// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Testing

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

    /// How rows are spread over batches and workers, and how much memory there is.
    struct Cut {
        var batchSize: Int
        var workerCount: Int
        var seed: UInt64
        /// Nil for no limit.
        var memoryByteCount: Int?
    }

    /// The result as one line per group, cells separated by `|`.
    func lines(_ rows: [SampleRow], _ cut: Cut) throws -> [String] {
        let store = cut.memoryByteCount.map { TestStore(memoryByteCount: $0) }
        let lines = try lines(of: finished(rows, cut, store))
        #expect(store?.heldByteCount ?? 0 == 0, "all memory is given back")
        return lines
    }

    private func lines(of rows: AggregateRows) throws -> [String] {
        var lines: [String] = []
        // Batches of results are small here, so that several are asked for.
        while let table = try rows.next(upTo: 7) {
            #expect(table.rowCount <= 7)
            lines += (0..<table.rowCount).map { row in
                (table.keys + table.results).map { KeyText.text(of: $0, slot: row) }
                    .joined(separator: "|")
            }
        }
        return lines
    }

    /// Runs the aggregate up to its rows.
    func finished(_ rows: [SampleRow], _ cut: Cut, _ store: TestStore?) throws -> AggregateRows {
        var random = SeededRandom(seed: cut.seed)
        let keys = by.compactMap { name in SampleRow.fields.first { $0.name == name } }
        let state = AggregationState(
            keys: keys,
            calls: calls.map(\.call),
            workerCount: cut.workerCount,
            store: store
        )
        let workers = (0..<cut.workerCount).map { _ in state.makeWorker() }
        try update(workers[0], rows[0..<0], .start, using: &random)
        let starts = Array(stride(from: 0, to: rows.count, by: cut.batchSize))
        // Workers take batches in order, but nothing may depend on it.
        let taken = cut.seed.isMultiple(of: 2) ? starts : starts.shuffled(using: &random)
        for first in taken {
            let batch = rows[first..<min(first + cut.batchSize, rows.count)]
            let worker = workers[Int.random(in: 0..<workers.count, using: &random)]
            let place = Place(morsel: UInt64(first / 100), row: UInt64(first))
            try update(worker, batch, place, using: &random)
        }
        let finish = try state.finish(workers.shuffled(using: &random))
        for round in 0..<finish.roundCount {
            let tasks = Array(0..<finish.taskCount(ofRound: round))
            for task in tasks.shuffled(using: &random) { try finish.run(task, ofRound: round) }
        }
        return try finish.rows()
    }

    private func update(
        _ worker: AggregationWorker,
        _ rows: ArraySlice<SampleRow>,
        _ place: Place,
        using random: inout SeededRandom
    ) throws {
        let columns = SampleRow.columns(rows, using: &random)
        func column(_ name: String) -> Column? {
            SampleRow.fields.firstIndex { $0.name == name }.map { columns[$0] }
        }
        let kept = Bitmap(rows.map(\.isKept))
        try worker.update(
            keys: by.compactMap(column),
            arguments: calls.map { $0.column.flatMap(column) },
            filters: calls.map { $0.isFiltered ? kept : nil },
            rowCount: rows.count,
            firstPlace: place
        )
    }
}

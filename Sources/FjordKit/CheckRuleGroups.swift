// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Expressions

/// The rows of a run as a rule over the run sees them: their groups, and the state of its aggregate calls for each.
struct RunGroups: Sendable {
    private let expectation: CompiledAggregate
    private let keys: [Field]
    private let state: AggregationState
    private let worker: AggregationWorker

    init(_ expectation: CompiledAggregate, by keys: [Field]) {
        self.expectation = expectation
        self.keys = keys
        let calls = expectation.calls.map(\.aggregate)
        state = AggregationState(keys: keys, calls: calls, workerCount: 1)
        worker = state.makeWorker()
    }

    /// Whether all rows are one group, which is there without rows too.
    var isOne: Bool { keys.isEmpty }

    /// Adds rows, the first of which is the run's row of that number.
    ///
    /// - Throws: `RowError` for the lowest row over which a call's argument or filter cannot be evaluated.
    func add(_ batch: RecordBatch, firstRow: Int, _ rule: String) throws {
        var arguments: [Column?] = []
        var filters: [Bitmap?] = []
        var lowest: RowError?
        for call in expectation.calls {
            do throws(RowError) {
                let kept = try call.filter?.selectedRows(of: batch)
                arguments.append(try call.argument?.evaluate(batch, over: kept))
                filters.append(kept)
            } catch {
                if error.row < lowest?.row ?? .max { lowest = error }
            }
        }
        if let lowest { throw lowest.of(rule: rule) }
        try worker.update(
            keys: keys.map { key in
                guard let column = batch.column(named: key.name) else {
                    preconditionFailure("the rule was checked against other columns")
                }
                return column
            },
            arguments: arguments,
            filters: filters,
            rowCount: batch.rowCount,
            firstPlace: Place(morsel: 0, row: UInt64(firstRow))
        )
    }

    /// Judges every group, in the order in which they first appeared; null is no proof, and breaks the rule.
    ///
    /// - Returns: How many groups there are.
    /// - Throws: `PipelineError` if an aggregate has no result.
    func finish(_ rule: String, into broken: inout BrokenRows) throws -> Int {
        do {
            return try judge(rule, into: &broken)
        } catch var error as PipelineError {
            error.message = "rule '\(rule)': \(error.message)"
            throw error
        }
    }

    private func judge(_ rule: String, into broken: inout BrokenRows) throws -> Int {
        let rows = try state.finish([worker]).runAll()
        var groupCount = 0
        while let table = try rows.next() {
            let batch = RecordBatch(
                schema: expectation.schema,
                columns: table.keys + table.results,
                rowCount: table.rowCount,
                origin: BatchOrigin(partition: nil, runs: [])
            )
            groupCount += table.rowCount
            let breaks: Bitmap
            do throws(RowError) {
                breaks = try expectation.result.selectedRows(of: batch).inverted
            } catch {
                throw PipelineError(error.code, error.message, fix: error.fix)
            }
            for slot in 0..<breaks.setCount {
                let row = Int(breaks.setSlots[slot])
                broken.add(text(ofRow: row, of: batch))
            }
        }
        return groupCount
    }

    /// A group's key and what its aggregates came to.
    private func text(ofRow row: Int, of batch: RecordBatch) -> String {
        let key = keys.indices.map { batch.valueText(ofRow: row, column: $0) }
        let results = expectation.calls.enumerated().map { number, call in
            let column = keys.count + number
            let value = batch.valueText(ofRow: row, column: column)
                .dropFirst(batch.schema.fields[column].name.count + 1)
            return "\(call.plainText) is \(value)"
        }
        return [key.joined(separator: ", "), results.joined(separator: ", ")]
            .filter { !$0.isEmpty }.joined(separator: ": ")
    }
}

extension AggregateCall {
    /// The call as a user would write it: without the quotes that plain names do not need.
    fileprivate var plainText: String {
        let parts = sql.split(separator: "\"", omittingEmptySubsequences: false)
        guard !sql.contains("'"), !sql.contains("\"\"") else { return sql }
        return parts.enumerated().map { number, part in
            let isName = number % 2 == 1
            let isPlain =
                part.first?.isLetter == true
                && part.allSatisfy { $0.isLetter || $0.isNumber || "_.".contains($0) }
            return isName && !isPlain ? "\"\(part)\"" : String(part)
        }.joined()
    }
}

extension RowError {
    /// The same, naming the rule.
    func of(rule name: String) -> RowError {
        RowError(row: row, code: code, message: "rule '\(name)': \(message)", fix: fix)
    }
}

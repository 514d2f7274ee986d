// SPDX-License-Identifier: Apache-2.0

import FjordKit

@testable import Engine

/// Gives all rows from the last to the first.
struct ReverseTransform: WholeRunTransform {
    static let spec = StageSpec("reverse", "Rows from the last to the first.")
    /// How many rows a batch that comes out has at most.
    var rowCount = 5

    init(rowCount: Int = 5) { self.rowCount = rowCount }
    init(_ options: StageOptions) throws {}

    func outputSchema(for inputs: [Schema]) throws -> Schema { inputs[0] }

    func makeCollector(for inputs: [Schema], in scratch: ScratchSpace) -> any RowCollector {
        Collector(rowCount: rowCount)
    }

    private struct Collector: RowCollector {
        let rowCount: Int
        var batches: [RecordBatch] = []
        var isEnded = false

        mutating func add(_ batch: RecordBatch, from input: Int) throws { batches.append(batch) }
        mutating func end(input: Int) throws { isEnded = true }

        mutating func next() throws -> RecordBatch? {
            guard isEnded, let last = batches.popLast() else { return nil }
            let start = max(0, last.rowCount - rowCount)
            if start > 0 { batches.append(last.slice(0..<start)) }
            return last.taking(Values((start..<last.rowCount).reversed().map { Int32($0) }))
        }
    }
}

/// Pairs the rows of two inputs by their positions, as soon as both are there; the longer one's rest is left out.
struct ZipTransform: WholeRunTransform {
    static let spec = StageSpec("zip", "Pairs rows by position.")

    init() {}
    init(_ options: StageOptions) throws {}

    func outputSchema(for inputs: [Schema]) throws -> Schema {
        let right = inputs[1].fields.map { Field("other.\($0.name)", $0.type) }
        return Schema(inputs[0].fields + right)
    }

    func makeCollector(for inputs: [Schema], in scratch: ScratchSpace) throws -> any RowCollector {
        Collector(schema: try outputSchema(for: inputs))
    }

    private struct Collector: RowCollector {
        let schema: Schema
        var waiting: [[RecordBatch]] = [[], []]

        mutating func add(_ batch: RecordBatch, from input: Int) throws {
            if batch.rowCount > 0 { waiting[input].append(batch) }
        }

        mutating func end(input: Int) throws {}

        mutating func next() throws -> RecordBatch? {
            guard let left = waiting[0].first, let right = waiting[1].first else { return nil }
            let count = min(left.rowCount, right.rowCount)
            take(count, of: 0)
            take(count, of: 1)
            return RecordBatch(
                schema: schema,
                columns: left.slice(0..<count).columns + right.slice(0..<count).columns,
                rowCount: count,
                origin: left.origin,
                sourceSlots: left.slice(0..<count).sourceSlots
            )
        }

        private mutating func take(_ count: Int, of input: Int) {
            let first = waiting[input].removeFirst()
            if count < first.rowCount {
                waiting[input].insert(first.slice(count..<first.rowCount), at: 0)
            }
        }
    }
}

/// Gives one input after the other; the first one's rows at once.
struct ChainTransform: WholeRunTransform {
    static let spec = StageSpec("chain", "One input after the other.")
    /// Fails on the entry with this number, as a check would.
    var faultyID: Int?
    /// Fails when it is asked for rows after the last ones were added.
    var failsAtEnd = false

    init(faultyID: Int? = nil, failsAtEnd: Bool = false) {
        self.faultyID = faultyID
        self.failsAtEnd = failsAtEnd
    }

    init(_ options: StageOptions) throws {}

    func outputSchema(for inputs: [Schema]) throws -> Schema { inputs[0] }

    func makeCollector(for inputs: [Schema], in scratch: ScratchSpace) -> any RowCollector {
        Collector(
            transform: self,
            waiting: inputs.map { _ in [] },
            isOpen: inputs.map { _ in true }
        )
    }

    private struct Collector: RowCollector {
        let transform: ChainTransform
        var waiting: [[RecordBatch]]
        var isOpen: [Bool]

        mutating func add(_ batch: RecordBatch, from input: Int) throws {
            if let faulty = transform.faultyID, case .int64(let ids)? = batch.column(named: "id") {
                for row in 0..<batch.rowCount where ids[row] == Int64(faulty) {
                    throw RowError(row: row, code: ErrorCode("check"), message: "it came")
                }
            }
            waiting[input].append(batch)
        }

        mutating func end(input: Int) throws { isOpen[input] = false }

        mutating func next() throws -> RecordBatch? {
            for input in waiting.indices {
                if !waiting[input].isEmpty { return waiting[input].removeFirst() }
                if isOpen[input] { return nil }
            }
            if transform.failsAtEnd { throw PipelineError(ErrorCode("at-end"), "too much") }
            return nil
        }
    }
}

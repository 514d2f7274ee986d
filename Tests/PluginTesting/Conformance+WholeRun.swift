// SPDX-License-Identifier: Apache-2.0

package import FjordKit

extension Conformance {
    /// What a whole-run transform breaks of its contract over these rows of its inputs.
    package static func breaches(
        of transform: any WholeRunTransform,
        over inputs: [RecordBatch],
        scratchFolder: String = "/var/tmp"
    ) throws -> [String] {
        var findings = Findings()
        for place in inputs[0].samples.indices {
            let name = inputs[0].samples[place].name
            // An input with fewer kinds of samples gives its last.
            let sample = inputs.map { $0.samples[min(place, $0.samples.count - 1)].batch }
            let course = WholeRunCourse(
                transform: transform,
                schemas: inputs.map(\.schema),
                scratchFolder: scratchFolder
            )
            let whole = findings.attempt(name) { try course.rows(of: sample) }
            let again = findings.attempt("re-opened") {
                try course.abandon(sample)
                return try course.rows(of: sample)
            }
            findings.expect(again == whole, "re-opened: \(name) gives other rows")
            for size in batchSizes {
                let cut = findings.attempt("batches of \(size)") {
                    try course.rows(of: sample, every: size)
                }
                findings.expect(cut == whole, "batches of \(size): \(name), other rows")
            }
            let turns = findings.attempt("in turns") {
                try course.rows(of: sample, every: 2, inTurns: true)
            }
            findings.expect(turns == whole, "in turns: \(name), other rows")
            let late = findings.attempt("asked late") {
                try course.rows(of: sample, every: 2, asksLate: true)
            }
            findings.expect(late == whole, "asked late: \(name), other rows")
            let spilled = findings.attempt("without memory") {
                try course.rows(of: sample, every: 2, memoryByteCount: 1)
            }
            findings.expect(spilled == whole, "without memory: \(name), other rows")
        }
        return findings.breaches
    }
}

/// Takes rows through a whole-run transform as a run does.
private struct WholeRunCourse {
    let transform: any WholeRunTransform
    let schemas: [Schema]
    let scratchFolder: String

    private enum Call {
        case add(RecordBatch, input: Int)
        case end(input: Int)
    }

    /// The rows that come out.
    func rows(
        of inputs: [RecordBatch],
        every size: Int? = nil,
        inTurns: Bool = false,
        asksLate: Bool = false,
        memoryByteCount: Int = 1 << 30
    ) throws -> Rows {
        let schema = try transform.outputSchema(for: schemas)
        var collector = try makeCollector(memoryByteCount)
        var rows: Rows = []
        let calls = calls(for: inputs, every: size, inTurns: inTurns)
        for (number, call) in calls.enumerated() {
            switch call {
            case .add(let batch, let input): try collector.add(batch, from: input)
            case .end(let input): try collector.end(input: input)
            }
            if asksLate, number < calls.count - 1 { continue }
            while let batch = try collector.next() {
                guard batch.schema == schema else { throw OtherColumns(names: batch.schema.names) }
                guard batch.rowCount <= RecordBatch.maximumRowCount else {
                    throw TooManyRows(rowCount: batch.rowCount)
                }
                rows += batch.rows
            }
        }
        return rows
    }

    /// Adds half of the rows to a collector that is then given up, which must leave no trace.
    func abandon(_ inputs: [RecordBatch]) throws {
        var collector = try makeCollector(1 << 30)
        for (input, batch) in inputs.enumerated() {
            try collector.add(batch.slice(0..<batch.rowCount / 2), from: input)
        }
        _ = try collector.next()
    }

    private func makeCollector(_ memoryByteCount: Int) throws -> any RowCollector {
        let scratch = ScratchSpace(memoryByteCount: memoryByteCount, folder: scratchFolder)
        return try transform.makeCollector(for: schemas, in: scratch)
    }

    /// One input after the other, or a batch of each in turn.
    private func calls(
        for inputs: [RecordBatch],
        every size: Int?,
        inTurns: Bool
    ) -> [Call] {
        let calls = inputs.enumerated().map { input, batch -> [Call] in
            let batches = size.map { batch.cut(every: $0) } ?? [batch]
            return batches.map { .add($0, input: input) } + [.end(input: input)]
        }
        guard inTurns else { return calls.flatMap { $0 } }
        let longest = calls.map(\.count).max() ?? 0
        return (0..<longest).flatMap { turn in
            calls.filter { turn < $0.count }.map { $0[turn] }
        }
    }
}

/// A batch with more rows than batches have.
private struct TooManyRows: Error {
    let rowCount: Int
}

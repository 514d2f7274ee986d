// SPDX-License-Identifier: Apache-2.0

package import FjordKit

extension Conformance {
    /// What a batch transform breaks of its contract over these rows.
    package static func breaches(
        of transform: any BatchTransform,
        over rows: RecordBatch
    ) throws -> [String] {
        var findings = Findings()
        let schema = try transform.outputSchema(for: rows.schema)
        for (name, sample) in rows.samples {
            let whole = findings.attempt(name) { try apply(transform, to: [sample], schema) }
            guard let whole else { continue }
            let again = findings.attempt("retried") { try apply(transform, to: [sample], schema) }
            findings.expect(again == whole, "retried: \(name) gives other rows")
            for size in batchSizes {
                let cut = findings.attempt("batches of \(size)") {
                    try apply(transform, to: sample.cut(every: size), schema)
                }
                findings.expect(cut == whole, "batches of \(size): \(name), other rows")
            }
        }
        return findings.breaches
    }

    /// What an ordered transform, copied for each pass as for each run, breaks of its contract over these rows.
    package static func breaches(
        of transform: any OrderedTransform,
        over rows: RecordBatch
    ) throws -> [String] {
        var findings = Findings()
        let schema = try transform.outputSchema(for: rows.schema)
        for (name, sample) in rows.samples {
            let whole = findings.attempt(name) { try pass([sample], through: transform, schema) }
            let half = sample.slice(0..<sample.rowCount / 2)
            let again = findings.attempt("re-opened") {
                // Half of the rows through another copy, which must leave no trace.
                _ = try pass([half], through: transform, schema)
                return try pass([sample], through: transform, schema)
            }
            findings.expect(again == whole, "re-opened: \(name) gives other rows")
            for size in batchSizes {
                let cut = findings.attempt("batches of \(size)") {
                    try pass(sample.cut(every: size), through: transform, schema)
                }
                findings.expect(cut == whole, "batches of \(size): \(name), other rows")
            }
        }
        return findings.breaches
    }

    private static func apply(
        _ transform: any BatchTransform,
        to batches: [RecordBatch],
        _ schema: Schema
    ) throws -> Rows {
        var rows: Rows = []
        for batch in batches {
            try transform.apply(batch) { output in
                guard output.schema == schema else {
                    throw OtherColumns(names: output.schema.names)
                }
                rows += output.rows
            }
        }
        return rows
    }

    private static func pass(
        _ batches: [RecordBatch],
        through transform: any OrderedTransform,
        _ schema: Schema
    ) throws -> Rows {
        var transform = transform
        var rows: Rows = []
        for batch in batches {
            let result = try transform.apply(batch)
            rows += try result.rows(under: schema)
            if case .last = result { break }
        }
        return rows
    }
}

/// A batch of another schema than the stage announced.
struct OtherColumns: Error, CustomStringConvertible {
    let names: [String]

    var description: String { "other columns than announced: \(names)" }
}

extension TransformResult {
    fileprivate func rows(under schema: Schema) throws -> Rows {
        let batch =
            switch self {
            case .rows(let batch), .last(let batch): batch
            }
        guard batch.schema == schema else { throw OtherColumns(names: batch.schema.names) }
        return batch.rows
    }
}

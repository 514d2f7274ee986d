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
            let output = findings.attempt(name) { try transform.apply(sample) }
            guard let output else { continue }
            findings.expect(output.schema == schema, "\(name): other columns than announced")
            let again = findings.attempt("retried") { try transform.apply(sample).rows }
            findings.expect(again == output.rows, "retried: \(name) gives other rows")
            for size in batchSizes {
                let cut = findings.attempt("batches of \(size)") {
                    try sample.cut(every: size).flatMap { try transform.apply($0).rows }
                }
                findings.expect(cut == output.rows, "batches of \(size): \(name), other rows")
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
private struct OtherColumns: Error {
    let names: [String]
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

// SPDX-License-Identifier: Apache-2.0

package import FjordKit

extension Conformance {
    /// What a stream sink breaks of its contract over these rows.
    package static func breaches(
        of sink: any StreamSink,
        over rows: RecordBatch
    ) -> [String] {
        var findings = Findings()
        for (name, sample) in rows.samples {
            let whole = findings.attempt(name) { try file(of: sink, [sample]) }
            let half = sample.slice(0..<sample.rowCount / 2)
            let again = findings.attempt("re-opened") {
                _ = try file(of: sink, [half])
                return try file(of: sink, [sample])
            }
            findings.expect(again == whole, "re-opened: \(name) gives other bytes")
            for size in batchSizes {
                let cut = findings.attempt("batches of \(size)") {
                    try file(of: sink, sample.cut(every: size))
                }
                findings.expect(cut == whole, "batches of \(size): \(name), other bytes")
            }
        }
        return findings.breaches
    }

    /// What a batch sink breaks of its contract over these rows.
    package static func breaches(
        of sink: any BatchSink,
        over rows: RecordBatch,
        additiveColumns: [String] = []
    ) -> [String] {
        var findings = Findings()
        let input = SinkInput(schema: rows.schema, additiveColumns: additiveColumns)
        for (name, sample) in rows.samples {
            let whole = findings.attempt(name) { try document(of: sink, input, [sample]) }
            let again = findings.attempt("re-opened") {
                // A document that is given up half-way must leave no trace.
                var abandoned = try sink.makeDocument(for: input)
                try abandoned.add(sample.slice(0..<sample.rowCount / 2))
                return try document(of: sink, input, [sample])
            }
            findings.expect(again == whole, "re-opened: \(name) gives other bytes")
            for size in batchSizes {
                let cut = findings.attempt("batches of \(size)") {
                    try document(of: sink, input, sample.cut(every: size))
                }
                findings.expect(cut == whole, "batches of \(size): \(name), other bytes")
            }
        }
        return findings.breaches
    }

    private static func file(of sink: any StreamSink, _ batches: [RecordBatch]) throws -> String {
        var first = try sink.makeEncoder(for: batches[0].schema)
        var second = try sink.makeEncoder(for: batches[0].schema)
        var bytes = ByteWriter()
        first.encodeHeader(into: &bytes)
        // Two workers take turns: a row's bytes depend on the row alone.
        for (place, batch) in batches.enumerated() {
            if place.isMultiple(of: 2) {
                try first.encode(batch, into: &bytes)
            } else {
                try second.encode(batch, into: &bytes)
            }
        }
        return bytes.finish().text
    }

    private static func document(
        of sink: any BatchSink,
        _ input: SinkInput,
        _ batches: [RecordBatch]
    ) throws -> String {
        var document = try sink.makeDocument(for: input)
        for batch in batches { try document.add(batch) }
        return try document.finish(outline).text
    }

    private static var outline: RunOutline {
        let day = CalendarDate(daysSinceEpoch: 20_727)
        return RunOutline(
            pipeline: "sales",
            description: nil,
            window: DateWindow(first: day, last: day),
            timeZone: "Europe/Oslo",
            startedAt: 1_790_843_565_000_000,
            finality: .final
        )
    }
}

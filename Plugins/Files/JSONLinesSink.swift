// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Writes one JSON object per row and line.
struct JSONLinesSink: StreamSink {
    static let spec = StageSpec(
        "jsonl",
        "Write JSON lines: one object per row.",
        .path("path", "Where the file goes; `.gz` at its end compresses it."),
        FileCompression.levelOption,
        example: """
            - sink: jsonl
              path: out/${window}/payments.jsonl.gz
            """
    )

    let path: String
    let compression: Compression

    init(_ options: StageOptions) throws {
        path = options.text("path")
        compression = FileCompression.chosen(by: options)
    }

    func makeEncoder(for schema: Schema) throws -> any BatchEncoder {
        Encoder(lines: JSONLinesEncoder(schema: schema))
    }

    private struct Encoder: BatchEncoder {
        let lines: JSONLinesEncoder

        func encodeHeader(into writer: inout ByteWriter) {}

        func encode(_ batch: RecordBatch, into writer: inout ByteWriter) throws {
            try lines.encode(batch, into: &writer)
        }

        func takeCurrencies() -> [String: Currency] { lines.takeCurrencies() }
    }
}

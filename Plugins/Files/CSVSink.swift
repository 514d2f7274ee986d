// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Writes comma-separated values as RFC 4180 has them.
struct CSVSink: StreamSink {
    static let spec = StageSpec(
        "csv",
        "Write comma-separated values.",
        .path("path", "Where the file goes; `.gz` at its end compresses it."),
        .bool("header", "Whether the first line names the columns.", default: true),
        .choice("delimiter", "What stands between two values.", [",", ";", "tab", "|"]),
        .choice("decimal_separator", "What stands before the decimals of a number.", [".", ","]),
        .optionalText("null", "What stands for a null; an empty text is \"\".", default: ""),
        .bool("bom", "Begin with a byte order mark, by which Excel knows UTF-8.", default: false),
        .bool("formula_guard", "Put ' before text that a spreadsheet would run.", default: false),
        .choice("line_end", "How a line ends.", ["lf", "crlf"]),
        FileCompression.levelOption,
        example: """
            - sink: csv
              path: out/${window}/payments.csv
            """
    )

    let path: String
    let compression: Compression
    private let format: CSVOptions

    init(_ options: StageOptions) throws {
        path = options.text("path")
        compression = FileCompression.chosen(by: options)
        format = try Self.format(options)
    }

    func makeEncoder(for schema: Schema) throws -> any BatchEncoder {
        Encoder(csv: CSVEncoder(schema: schema, options: format))
    }

    private static func format(_ options: StageOptions) throws -> CSVOptions {
        var format = CSVOptions()
        format.delimiter = scalar(options.text("delimiter"))
        format.decimalSeparator = scalar(options.text("decimal_separator"))
        guard format.delimiter != format.decimalSeparator else {
            throw FilesErrors.delimiterIsDecimalSeparator(options)
        }
        format.null = options.text("null")
        let needsQuotes = format.null.unicodeScalars.contains {
            $0 == format.delimiter || "\"\r\n".unicodeScalars.contains($0)
        }
        guard !needsQuotes else { throw FilesErrors.nullNeedsQuotes(options) }
        format.hasHeader = options.bool("header")
        format.hasByteOrderMark = options.bool("bom")
        format.guardsFormulas = options.bool("formula_guard")
        format.lineEnd = options.text("line_end") == "crlf" ? .crlf : .lf
        return format
    }

    /// The character that one of the choices stands for.
    private static func scalar(_ word: String) -> Unicode.Scalar {
        word == "tab" ? "\t" : word.unicodeScalars.first ?? ","
    }

    private struct Encoder: BatchEncoder {
        let csv: CSVEncoder

        func encodeHeader(into writer: inout ByteWriter) {
            csv.encodeHeader(into: &writer)
        }

        func encode(_ batch: RecordBatch, into writer: inout ByteWriter) throws {
            try csv.encode(batch, into: &writer)
        }

        func takeCurrencies() -> [String: Currency] { csv.takeCurrencies() }
    }
}

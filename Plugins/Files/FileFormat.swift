// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// How the files of a stage are written: by its options, else by how their names end.
struct FileFormat: Sendable {
    /// The options that tell path, format, compression and where the records are.
    static let options: [OptionSpec] = [
        OptionSpec(
            "path",
            .path,
            "The file, or a pattern: * and ? within a name, [a-z] one of some characters, ** any folders; also "
                + "https://host/file, and sftp://host/folder/file with a pattern in its last part.",
            isRequired: true
        ),
        .choice(
            "format",
            "How records are written; auto goes by the name: .json, .jsonl or .ndjson, .csv or .tsv.",
            ["auto", "json", "jsonl", "csv"]
        ),
        .choice(
            "compression",
            "auto goes by .gz at the name's end, for files that are got by what they begin with.",
            ["auto", "gzip", "none"]
        ),
        .optionalText(
            "records",
            "Where a JSON file has its list of records, such as 'data.items'; if left out, the file is "
                + "the list, or the one record.",
            default: ""
        ),
    ]

    /// How records are written.
    let records: RecordFormat
    /// Whether files are gzip.
    let isCompressed: Bool
    /// Whether the option leaves it to the file.
    let isCompressionOpen: Bool

    init(_ options: StageOptions) throws {
        let path = FilePlace.name(of: options.text("path"))
        let isZipped = path.lowercased().hasSuffix(".gz")
        isCompressionOpen = options.text("compression") == "auto"
        isCompressed =
            options.text("compression") == "auto" ? isZipped : options.text("compression") == "gzip"
        let ending = Self.ending(isZipped ? String(path.dropLast(3)) : path)
        let name = options.text("format") == "auto" ? Self.formats[ending] : options.text("format")
        guard let name else { throw FilesErrors.unknownFormat(options) }
        let keys = options.text("records").split(separator: ".").map(String.init)
        guard keys.isEmpty || name == "json" else {
            throw FilesErrors.recordsOfLines(name, options)
        }
        switch name {
        case "json": records = .json(keys.isEmpty ? .document : .list(at: keys))
        case "jsonl": records = .json(.lines)
        default: records = .csv(try CSVDialectOptions.dialect(options, isTabbed: ending == "tsv"))
        }
    }

    /// Whether a file that was got is gzip.
    func isCompressed(_ file: DownloadFile) -> Bool {
        isCompressionOpen ? file.isGzip : isCompressed
    }

    /// Whether nothing in the files names their columns.
    var hasNoNames: Bool {
        if case .csv(let dialect) = records { !dialect.hasHeader } else { false }
    }

    private static let formats = [
        "json": "json", "jsonl": "jsonl", "ndjson": "jsonl", "csv": "csv", "tsv": "csv",
    ]

    /// What stands behind the last point of a path, in small letters.
    private static func ending(_ path: String) -> String {
        path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    }
}

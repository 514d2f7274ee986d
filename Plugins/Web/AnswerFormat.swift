// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// How the answers of a service hold their records.
struct AnswerFormat: Sendable {
    /// The options that tell it.
    static let options: [OptionSpec] =
        [
            .choice("format", "How answers are written.", ["json", "jsonl", "csv"]),
            .optionalText(
                "records",
                "The path of the list of records in each JSON page, such as 'data.items'; if left out, the "
                    + "page itself is the list, or the one record.",
                default: ""
            ),
        ]
    /// The options of answers in CSV.
    static let csvOptions: [OptionSpec] =
        CSVDialectOptions.all + [
            .choice(
                "header_on",
                "CSV: whether each page begins with the header, or only the first one.",
                ["each", "first"]
            )
        ]

    /// How records are written, for decoders.
    let records: RecordFormat
    /// Where the list of records stands in a JSON page, as the pipeline says it.
    let path: String
    /// Whether pages behind the first one have no header.
    let isHeaderOnFirstOnly: Bool

    init(_ options: StageOptions, _ paging: Paging) throws {
        path = options.text("records")
        let name = options.text("format")
        isHeaderOnFirstOnly =
            name == "csv" && options.bool("header") && options.text("header_on") == "first"
        switch name {
        case "json":
            records = .json(paging.records(at: path))
            return
        case "jsonl": records = .json(.lines)
        default: records = .csv(try CSVDialectOptions.dialect(options, isTabbed: false))
        }
        if !path.isEmpty { throw WebFault.jsonOnly("records", name, options) }
        for option in Paging.pathOptions where options.optionalText(option) != nil {
            throw WebFault.jsonOnly(option, name, options)
        }
    }

    /// Whether a page is one JSON value, which holds more than records.
    var isDocument: Bool {
        if case .json(let records) = records { records != .lines } else { false }
    }

    /// Whether nothing in the answers names their columns.
    var hasNoNames: Bool {
        if case .csv(let dialect) = records { !dialect.hasHeader } else { false }
    }

    /// What a good answer is.
    var expectedBody: HTTPRequest.ExpectedBody {
        switch records {
        case .json(.lines): .text("JSON lines")
        case .json: .json
        case .csv: .text("CSV")
        }
    }

    /// What the server is asked for.
    var accept: String? {
        switch records {
        case .json(.lines): "application/x-ndjson, application/jsonl, */*;q=0.5"
        case .json: nil
        case .csv: "text/csv, */*;q=0.5"
        }
    }

    /// The body of an answer without what no decoder expects: the lines that each page of CSV has before its header.
    func body(_ body: Bytes, ofPage number: Int) -> Bytes {
        guard number > 1, case .csv(let dialect) = records, dialect.skippedLineCount > 0 else {
            return body
        }
        return body.slice(CSVHead.start(of: body, dialect)..<body.count)
    }
}

extension Paging {
    /// How the records of a page stand in it; only a page that no other follows can be a record instead of a list.
    fileprivate func records(at path: String) -> JSONDecodePlan.Records {
        if path.isEmpty, case .chained(let paging) = self, case .none = paging.link {
            return .document
        }
        return .list(at: path.pathKeys)
    }
}

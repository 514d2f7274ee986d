// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Glibc

extension ErrorCode {
    /// Bytes that are not JSON.
    static let malformedJSON = ErrorCode("malformed-json")
    /// JSON of another shape than the stage expects.
    static let unexpectedShape = ErrorCode("unexpected-shape")
    /// A value of another type than its column.
    static let wrongType = ErrorCode("wrong-type")
    /// A number that its column cannot hold exactly.
    static let inexactNumber = ErrorCode("inexact-number")
    /// A number past the ends of its column's type.
    static let outOfRange = ErrorCode("out-of-range")
    /// A currency that is missing or not in ISO 4217.
    static let unknownCurrency = ErrorCode("unknown-currency")
    /// An amount whose currency a reader of the output could not know.
    static let mixedCurrencies = ErrorCode("mixed-currencies")
    /// NaN or infinity, which no output can hold.
    static let notFinite = ErrorCode("not-finite")
    /// Bytes that are not CSV.
    static let malformedCSV = ErrorCode("malformed-csv")
    /// Bytes that are not gzip, or not all of it.
    static let malformedGzip = ErrorCode("malformed-gzip")
    /// A record that is too large to be read.
    static let recordTooLarge = ErrorCode("record-too-large")
    /// A file that the system does not let read.
    static let unreadableFile = ErrorCode("unreadable-file")
    /// Columns that could not be told from the data.
    static let noSchema = ErrorCode("no-schema")
    /// A compression library refused to compress.
    static let compressionFailed = ErrorCode("compression-failed")
}

extension JSONFault.Kind {
    var code: ErrorCode {
        switch self {
        case .noRecords, .recordsNotAList, .recordsTwice, .notARecord, .notAnObject,
            .recordAcrossLines, .recordsInOneLine:
            .unexpectedShape
        default: .malformedJSON
        }
    }

    /// What happened, `recordPath` being the list's path as users know it.
    func message(recordPath: String, offset: Int) -> String {
        let list = recordPath.isEmpty ? "the page" : "'\(recordPath)'"
        return switch self {
        case .noData: "the page is empty"
        case .tooLarge: "the page is larger than 2 GiB"
        case .invalidUTF8: "byte \(offset): not UTF-8"
        case .controlCharacter: "byte \(offset): a control character in a string"
        case .unclosedString: "byte \(offset): the string has no end"
        case .unexpectedEnd: "byte \(offset): the page ends in the middle of a value"
        case .expectedValue: "byte \(offset): expected a value"
        case .expectedKey: "byte \(offset): expected a key in double quotes"
        case .expectedColon: "byte \(offset): expected ':' after a key"
        case .expectedCommaOrBrace: "byte \(offset): expected ',' or '}'"
        case .expectedCommaOrBracket: "byte \(offset): expected ',' or ']'"
        case .notFinite: "byte \(offset): NaN and infinity are no numbers in JSON"
        case .badNumber: "byte \(offset): not a number as JSON writes them"
        case .badLiteral: "byte \(offset): expected true, false or null"
        case .badEscape: "byte \(offset): not an escape that JSON knows"
        case .loneSurrogate: "byte \(offset): half of a surrogate pair stands alone"
        case .tooDeep:
            "byte \(offset): more than \(JSONCursor.maximumDepth) values stand in one another"
        case .trailingBytes: "byte \(offset): something follows the end of the value"
        case .noRecords: "the page has no list \(list)"
        case .recordsNotAList: "\(list) is no list"
        case .recordsTwice: "\(list) occurs twice"
        case .recordAcrossLines: "byte \(offset): the line ends in the middle of a record"
        case .recordsInOneLine: "byte \(offset): a second record in one line"
        case .notARecord: "a record is no object"
        case .notAnObject: "expected an object"
        }
    }

    /// What to do; nil when there is nothing to advise.
    var fix: String? {
        switch self {
        case .recordAcrossLines: "write each record in one line, or read the file as json"
        case .recordsInOneLine: "end each record with a line end"
        case .notFinite: "have null written in their place"
        default: nil
        }
    }
}

extension JSONFault {
    /// The error that users see for a fault of a document that has no records; `markByteCount` is what the byte order
    /// mark took, so that offsets count from the first byte.
    func described(markByteCount: Int) -> PipelineError {
        PipelineError(kind.code, kind.message(recordPath: "", offset: offset + markByteCount))
    }
}

extension ValueFault.Kind {
    var code: ErrorCode {
        switch self {
        case .wrongType, .badDate, .badTimestamp, .badJSON: .wrongType
        case .fraction, .tooManyDecimals, .notExact: .inexactNumber
        case .outOfRange: .outOfRange
        case .unknownCurrency, .missingCurrency: .unknownCurrency
        }
    }

    /// What happened; `found` is the value as text.
    func message(_ type: DataType, currency: String, found: String) -> String {
        switch self {
        case .wrongType: "expected \(type.asked), found \(found)"
        case .fraction: "expected \(type.asked), found the fraction \(found)"
        case .outOfRange: "\(found) does not fit into \(type)"
        case .tooManyDecimals: "\(found) has more decimals than \(type)"
        case .notExact: "\(found) has more digits than \(type) holds"
        case .badDate: "expected a date as YYYY-MM-DD, found \(found)"
        case .badTimestamp: "expected a time as 2026-10-01T08:12:45Z, found \(found)"
        case .badJSON: "expected JSON, found \(found)"
        case .unknownCurrency: "expected an ISO 4217 currency in '\(currency)', found \(found)"
        case .missingCurrency: "an amount without a currency in '\(currency)'"
        }
    }

    var fix: String? {
        switch self {
        case .notExact, .tooManyDecimals: "declare the column as a decimal with enough digits"
        default: nil
        }
    }
}

extension DataType {
    /// The type as a sentence asks for it.
    fileprivate var asked: String {
        switch self {
        case .boolean: "true or false"
        case .int64: "an integer"
        case .money: "an integer of minor units"
        case .float64, .decimal: "a number"
        case .text: "a text"
        case .date: "a date in a text"
        case .timestamp: "a time in a text"
        case .json: "any value"
        }
    }
}

extension CSVFault.Kind {
    var code: ErrorCode {
        switch self {
        case .otherHeader, .sameNameTwice, .missingColumn: .unexpectedShape
        default: .malformedCSV
        }
    }

    /// What happened; `columns` are those that are asked for.
    func message(line: Int, hasHeader: Bool, columns: [String]) -> String {
        switch self {
        case .tooLarge: "the page is larger than 2 GiB"
        case .invalidUTF8: "line \(line): not UTF-8"
        case .strayQuote:
            "line \(line): something stands between a closing quote and the value's end"
        case .unclosedQuote: "line \(line): a value that begins with a quote has no end"
        case .otherCount(let found, let expected):
            "line \(line): \(found) \(found == 1 ? "value" : "values"), but \(expected) "
                + (hasHeader ? "in the header" : "in the schema")
        case .sameNameTwice(let name): "the header names '\(name)' twice"
        case .otherHeader(let names):
            "the header names \(Self.listed(names)), none of which is asked for"
        case .missingColumn(let name, let names):
            "the header has no column '\(name)'; it names \(Self.listed(names))"
        }
    }

    /// What to do; nil when there is nothing to advise.
    func fix(hasHeader: Bool) -> String? {
        switch self {
        case .strayQuote:
            "double the quotes within a value in quotes; if quotes mean nothing in this file, set quote: none"
        case .unclosedQuote: "if quotes mean nothing in this file, set quote: none"
        case .otherCount(1, _): "if another character stands between the values, set delimiter"
        case .otherCount where !hasHeader: "list every column of the file in the schema"
        case .otherCount: "put values that hold the delimiter in quotes"
        case .sameNameTwice: "rename one, or set header: false with skip_lines: 1 and list a schema"
        case .otherHeader: "if the file has no header, set header: false; check the delimiter"
        case .missingColumn(let name, let names):
            (Suggestion.nearest(to: name, among: names).map { "did you mean '\($0)'? " } ?? "")
                + "declare the column as the file spells it, or leave it out"
        case .tooLarge, .invalidUTF8: nil
        }
    }

    private static func listed(_ names: [String]) -> String {
        let shown = names.prefix(8).map { "'\($0.count > 40 ? "\($0.prefix(40))…" : $0)'" }
        return shown.joined(separator: ", ")
            + (names.count > 8 ? " and \(names.count - 8) more" : "")
    }
}

extension TextEncoding {
    /// What to do about bytes that are not UTF-8.
    var fix: String {
        switch self {
        case .gzip: "it is gzip: set compression: gzip"
        case .utf16: "it is UTF-16: save it as UTF-8, for example with 'iconv -f UTF-16 -t UTF-8'"
        case .other: "save it as UTF-8, for example with 'iconv -f WINDOWS-1252 -t UTF-8'"
        }
    }
}

extension PipelineError {
    static func unreadableFile(_ path: String, _ reason: Int32) -> PipelineError {
        let words = unsafe String(cString: strerror(reason))
        return PipelineError(
            .unreadableFile,
            "'\(path)' cannot be read: \(words)",
            fix: "check that the file exists and may be read"
        )
    }

    static func notGzip(isFirst: Bool) -> PipelineError {
        isFirst
            ? PipelineError(
                .malformedGzip,
                "the file is not gzip",
                fix: "if it is not compressed, set compression: none"
            )
            : PipelineError(
                .malformedGzip,
                "something that is not gzip follows the compressed text",
                fix: "make the file again, or cut what follows off"
            )
    }

    static func damagedGzip() -> PipelineError {
        PipelineError(
            .malformedGzip,
            "the compressed text is damaged",
            fix: "copy or make the file again; 'gzip -t' checks it"
        )
    }

    static func truncatedGzip() -> PipelineError {
        PipelineError(
            .malformedGzip,
            "the compressed text ends too early",
            fix: "copy or make the file again; 'gzip -t' checks it"
        )
    }

    static func recordTooLarge(_ limit: Int, line: Int? = nil) -> PipelineError {
        let size = limit >= 1 << 20 ? "\(limit >> 20) MiB" : "\(limit) bytes"
        guard let line else {
            return PipelineError(.recordTooLarge, "a record is larger than \(size)")
        }
        return PipelineError(
            .recordTooLarge,
            "the record in line \(line) is larger than \(size)",
            fix: "look for a quote that is not closed"
        )
    }

    static func noListWithin(_ limit: Int, _ format: RecordFormat) -> PipelineError {
        let size = limit >= 1 << 20 ? "\(limit >> 20) MiB" : "\(limit) bytes"
        guard case .json(.list(let path)) = format, !path.isEmpty else {
            return PipelineError(
                .recordTooLarge,
                "the file is no list, and larger than the \(size) that one record may have",
                fix:
                    "say where its records are, as in records: items; if each line is one, set format: jsonl"
            )
        }
        return PipelineError(
            .recordTooLarge,
            "the list '\(path.joined(separator: "."))' does not begin in the first \(size)"
        )
    }

    static func nothingToInfer() -> PipelineError {
        PipelineError(
            .noSchema,
            "there is no record to read the columns from",
            fix: "list them, as in schema: {id: int64, name: text}"
        )
    }

    static func tooManyColumns(_ count: Int, mostColumns: Int) -> PipelineError {
        PipelineError(
            .noSchema,
            "the first records have \(count) different members, more than the \(mostColumns) that "
                + "columns are inferred for",
            fix: "list those you want, as in schema: {id: int64, amounts: json}"
        )
    }

    static func compressionFailed(level: Int) -> PipelineError {
        PipelineError(.compressionFailed, "gzip at level \(level) failed")
    }
}

extension RowError {
    static func notFinite(column: String, row: Int, isJSON: Bool) -> RowError {
        let format = isJSON ? "JSON" : "CSV"
        return RowError(
            row: row,
            code: .notFinite,
            message: "column '\(column)' is NaN or infinite, which \(format) has no number for",
            fix: "replace it, for example by null, before the sink"
        )
    }

    static func otherCurrency(
        column: String,
        _ currency: Currency,
        found: String?,
        row: Int
    ) -> RowError {
        let other = found.map { "'\($0)'" } ?? "null"
        return RowError(
            row: row,
            code: .mixedCurrencies,
            message: "column '\(column)' is in \(currency), but 'currency' is \(other)",
            fix: "write the amount's own currency into the column 'currency', or drop that column"
        )
    }

    static func twoCurrencies(
        column: String,
        _ first: Currency,
        _ second: Currency,
        row: Int
    ) -> RowError {
        RowError(
            row: row,
            code: .mixedCurrencies,
            message: "column '\(column)' is in \(second), after \(first) in earlier rows",
            fix: "keep the column 'currency' beside it, or filter to one currency"
        )
    }
}

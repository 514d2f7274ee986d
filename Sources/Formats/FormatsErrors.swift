// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

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
    /// A compression library refused to compress.
    static let compressionFailed = ErrorCode("compression-failed")
}

extension JSONFault.Kind {
    var code: ErrorCode {
        switch self {
        case .noRecords, .recordsNotAList, .recordsTwice, .notARecord, .notAnObject:
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
        case .notARecord: "a record is no object"
        case .notAnObject: "expected an object"
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
        case .wrongType, .badDate, .badTimestamp: .wrongType
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

extension PipelineError {
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

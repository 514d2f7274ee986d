// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import FjordKit

extension ErrorCode {
    static let duplicateTest = ErrorCode("duplicate-test")
    static let testWithoutExpectation = ErrorCode("test-without-expectation")
    static let testOfSink = ErrorCode("test-of-sink")
    static let notGiven = ErrorCode("not-given")
    static let unknownColumns = ErrorCode("unknown-columns")
    static let invalidTest = ErrorCode("invalid-test")
    static let missingCurrency = ErrorCode("missing-currency")
}

/// The wording of what only `tests:` can have wrong.
extension PipelineError {
    static func duplicateTest(_ name: String, at location: SourceLocation) -> PipelineError {
        let message = "an earlier test already has the name '\(name)'"
        return PipelineError(.duplicateTest, at: .source(location), message)
    }

    static func noExpectation(at location: SourceLocation) -> PipelineError {
        PipelineError(
            .testWithoutExpectation,
            at: .source(location),
            "this test expects nothing",
            fix: "add 'expect' with the rows of a stage, 'expect_findings' or 'expect_error'"
        )
    }

    static func errorBesideRows(_ key: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .invalidTest,
            at: .source(location),
            "a run that ends with an error gives nothing for '\(key)'",
            fix: "make two tests of it"
        )
    }

    static func unknownTestStage(
        _ id: String,
        legal: [String],
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .unknownStage,
            at: .source(location),
            "no stage has the id '\(id)'",
            fix: advice(on: id, legal: legal)
        )
    }

    static func testOfSink(
        _ id: String,
        input: String?,
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .testOfSink,
            at: .source(location),
            "'\(id)' is a sink, which gives no rows",
            fix: input.map { "use '\($0)', whose rows it takes" }
        )
    }

    static func notGiven(
        _ fetch: String,
        hasID: Bool,
        isAll: Bool,
        at location: SourceLocation
    ) -> PipelineError {
        let why = isAll ? "all stages run here" : "the expected stage needs them"
        return PipelineError(
            .notGiven,
            at: .source(location),
            "the rows of '\(fetch)' are not given, and \(why)",
            fix: hasID
                ? "add '\(fetch)' under 'given'; '\(fetch): []' gives no rows"
                : "give that fetch an id, and its rows under 'given'"
        )
    }

    static func unknownTestColumns(_ id: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .unknownColumns,
            at: .source(location),
            "the columns of '\(id)' are not known",
            fix: "declare those of the fetches above it with 'schema:', or give rows to them too"
        )
    }

    static func emptyGivenSchema(_ id: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .unknownColumns,
            at: .source(location),
            "without a row nothing tells the columns of '\(id)'",
            fix: "declare them with 'schema:' at the stage"
        )
    }

    static func moneyWithoutCurrency(
        hasColumn: Bool,
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .missingCurrency,
            at: .source(location),
            "this amount has no currency",
            fix: hasColumn ? "add 'currency: NOK' to the row" : "write it behind, as in 10.00 NOK"
        )
    }

    static func unknownTestCurrency(_ text: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .invalidValue,
            at: .source(location),
            "'\(text)' is no currency of ISO 4217",
            fix: "write three capital letters, as in NOK"
        )
    }

    static func invalidTestValue(
        _ text: String,
        _ type: DataType,
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .invalidValue,
            at: .source(location),
            "'\(text)' is no \(type)",
            fix: "write \(type.testExample)"
        )
    }

    static func inexactTestValue(
        _ text: String,
        _ type: String,
        at location: SourceLocation
    ) -> PipelineError {
        let message = "\(text) has more digits than \(type) holds"
        return PipelineError(.invalidValue, at: .source(location), message)
    }

    static func invalidTestWindow(_ text: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .invalidValue,
            at: .source(location),
            "'\(text)' is no window",
            fix:
                "write 2026-10-01 for a day, 2026-10 for a month, 2026-10-01_2026-10-07 for other days"
        )
    }

    static func testWindowOfNone(at location: SourceLocation) -> PipelineError {
        let message = "the pipeline has no window: none of its fetches knows dates"
        return PipelineError(.noWindow, at: .source(location), message)
    }

    static func unknownTestParameter(
        _ name: String,
        legal: [String],
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .unknownParameter,
            at: .source(location),
            "the pipeline has no parameter '\(name)'",
            fix: advice(on: name, legal: legal)
        )
    }

    static func missingTestParameter(
        _ name: String,
        _ type: ParameterType,
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .missingParameter,
            at: .source(location),
            "the parameter '\(name)' has no default, and this test gives it no value",
            fix: "add 'parameters: {\(name): …}' with \(type.example)"
        )
    }

    /// A fault of a stage that only the values of a test bring out.
    static func unsoundInTest(_ fault: PipelineError, at location: SourceLocation) -> PipelineError
    {
        var line = ""
        if case .source(let source) = fault.location { line = "line \(source.line): " }
        return PipelineError(
            fault.code,
            at: .source(location),
            "the pipeline is not sound with the values of this test: \(line)\(fault.message)",
            fix: fault.fix,
            cause: fault.cause
        )
    }
}

extension DataType {
    /// How a value of this type is spelled in a test, for advice.
    fileprivate var testExample: String {
        switch self {
        case .boolean: "true or false"
        case .int64: "a whole number like 42"
        case .float64: "a number like 0.25 or 1e3"
        case .decimal: "an exact number like 12.50"
        case .money: "major units like -1.00, or with their currency like -1.00 NOK"
        case .text: "a text"
        case .date: "a date like 2026-10-01"
        case .timestamp: "an instant like 2026-10-01T08:12:45Z"
        case .json: "any value"
        }
    }
}

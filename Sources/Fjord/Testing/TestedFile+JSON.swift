// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation
import Pipelines

extension TestedFile {
    /// What a script reads: one JSON object.
    static func json(_ files: [TestedFile]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let failed = files.reduce(0) { $0 + $1.failedCount }
        let run = files.reduce(0) { $0 + $1.outcomes.count }
        let record = ReportRecord(
            files: files.map(FileRecord.init),
            passed: run - failed,
            failed: failed
        )
        return String(decoding: try encoder.encode(record), as: UTF8.self)
    }
}

private struct ReportRecord: Encodable {
    let files: [FileRecord]
    let passed: Int
    let failed: Int
}

private struct FileRecord: Encodable {
    let file: String
    let pipeline: String?
    let tests: [TestRecord]
    let faults: [ErrorRecord]

    init(_ file: TestedFile) {
        self.file = file.file
        pipeline = file.pipeline
        tests = file.outcomes.map(TestRecord.init)
        faults = file.faults.map(ErrorRecord.init)
    }
}

private struct TestRecord: Encodable {
    let name: String
    let passed: Bool
    let line: Int
    let column: Int
    let failures: [FailureRecord]

    init(_ outcome: TestOutcome) {
        name = outcome.name
        passed = outcome.passed
        (line, column) = (outcome.location.line, outcome.location.column)
        failures = outcome.failures.map(FailureRecord.init)
    }
}

private struct FailureRecord: Encodable {
    let message: String
    let error: ErrorRecord?
    let stage: String?
    let line: Int?
    let column: Int?
    let expectedRows: Int?
    let actualRows: Int?
    let rows: [RowRecord]?

    init(_ failure: TestOutcome.Failure) {
        message = Secrets.masked(failure.headline)
        var place: SourceLocation?
        var difference: RowDifference?
        var fault: PipelineError?
        var stage: String?
        switch failure {
        case .rows(let rows): (difference, place, stage) = (rows, rows.location, rows.stage)
        case .error(let error): fault = error
        case .expectedError(let expected, let actual): (place, fault) = (expected.location, actual)
        case .missingFinding(let item, _): (place, stage) = (item.location, item.stage)
        case .extraFinding(let finding, let expected):
            (place, stage) = (expected.location, finding.stage)
        }
        error = fault.map(ErrorRecord.init)
        self.stage = stage
        (line, column) = (place?.line, place?.column)
        (expectedRows, actualRows) = (difference?.expectedCount, difference?.actualCount)
        rows = difference.map { rows in rows.lines.map { RowRecord($0, rows.fields) } }
    }
}

/// A row that is missing, one too many, or both sides of one that differs; values as they are shown.
private struct RowRecord: Encodable {
    let expectedRow: Int?
    let actualRow: Int?
    let expected: [String: String]?
    let actual: [String: String]?
    let differing: [String]

    init(_ line: RowDifference.Line, _ fields: [Field]) {
        func cells(_ texts: [String]?) -> [String: String]? {
            texts.map { Dictionary(uniqueKeysWithValues: zip(fields.map(\.name), $0)) }
        }
        (expectedRow, actualRow) = (line.expected?.row, line.actual?.row)
        expected = cells(line.expected?.cells)
        actual = cells(line.actual?.cells)
        differing = line.differing.map { fields[$0].name }
    }
}

private struct ErrorRecord: Encodable {
    let code: String
    let message: String
    let fix: String?
    let file: String?
    let line: Int?
    let column: Int?

    init(_ error: PipelineError) {
        code = error.code.name
        message = Secrets.masked(error.message)
        fix = error.fix.map(Secrets.masked)
        guard case .source(let source) = error.location else {
            (file, line, column) = (nil, nil, nil)
            return
        }
        (file, line, column) = (source.file, source.line, source.column)
    }
}

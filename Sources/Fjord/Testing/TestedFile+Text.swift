// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Pipelines

extension TestedFile {
    /// More rows that differ are counted, not shown.
    static let mostRows = 20

    /// What a person reads: the file, then a line per test, and what is not as expected below it.
    ///
    /// - Parameter isQuiet: Whether tests that passed are left out.
    /// - Returns: Empty if nothing is left to say.
    func text(isQuiet: Bool) -> String {
        let shown = outcomes.filter { !isQuiet || !$0.passed }
        var lines = shown.flatMap(\.lines)
        if !faults.isEmpty { lines = ["  not run"] }
        if testCount == 0, faults.isEmpty, !isQuiet { lines = ["  no tests"] }
        return lines.isEmpty ? "" : ([file] + lines).joined(separator: "\n")
    }

    /// `5 tests in 3 files: 4 ok, 1 failed`.
    static func summary(of files: [TestedFile]) -> String {
        let failed = files.reduce(0) { $0 + $1.failedCount }
        let run = files.reduce(0) { $0 + $1.outcomes.count }
        let unsound = files.count { !$0.faults.isEmpty }
        var counts = ["\(Figures.grouped(run - failed)) ok", "\(Figures.grouped(failed)) failed"]
        if unsound > 0 { counts.append("\(Figures.counted(unsound, "file")) not run") }
        return "\(Figures.counted(run, "test")) in \(Figures.counted(files.count, "file")): "
            + counts.joined(separator: ", ")
    }
}

extension TestOutcome {
    fileprivate var lines: [String] {
        let word = passed ? "ok    " : "failed"
        let title = "  \(word)  \(PreviewCells.escaped(name))"
        return [title] + failures.flatMap(\.lines).map { $0.isEmpty ? "" : "    \($0)" }
    }
}

extension TestOutcome.Failure {
    /// One sentence: where, and what is not as expected.
    var headline: String {
        switch self {
        case .rows(let difference): "\(difference.location.shortText): \(difference.headline)"
        case .error(let error): "the run failed [\(error.code)]"
        case .expectedError(let expected, let actual):
            "\(expected.location.shortText): no error '\(expected.text)': "
                + (actual == nil ? "the run ended well" : "the run failed otherwise")
        case .missingFinding(let item, nil):
            "\(item.location.shortText): '\(item.stage)' found nothing by the rule '\(item.rule)'"
        case .missingFinding(let item, let finding?):
            "\(item.location.shortText): '\(item.stage)' found otherwise: \(finding.outline)"
        case .extraFinding(let finding, let expected):
            "\(expected.location.shortText): '\(finding.stage)' found more: \(finding.outline)"
        }
    }

    fileprivate var lines: [String] {
        switch self {
        case .rows(let difference): [headline] + difference.lines(upTo: TestedFile.mostRows)
        case .error(let error), .expectedError(_, let error?):
            [headline] + error.description.split(separator: "\n").map { "  \($0)" }
        case .extraFinding(let finding, _), .missingFinding(_, let finding?):
            [headline, "  \(finding.message)"] + finding.examples.map { "  \($0)" }
        case .expectedError(_, nil), .missingFinding(_, nil): [headline]
        }
    }
}

extension Finding {
    /// `rule 'no-negative', warn, 2 rows`.
    fileprivate var outline: String {
        "rule '\(rule)', \(level.ruleWord), \(Figures.counted(count, "row"))"
    }
}

extension SourceLocation {
    /// `daily-sales.yaml:62:7`.
    fileprivate var shortText: String { "\(file):\(line):\(column)" }
}

extension RowDifference {
    /// `'per_unit' gave 3 rows, 2 expected: 1 differs, 1 extra`.
    fileprivate var headline: String {
        let differing = lines.count { $0.expected != nil && $0.actual != nil }
        let missing = lines.count { $0.actual == nil }
        let extra = lines.count { $0.expected == nil }
        let parts = [
            differing > 0 ? "\(differing) \(differing == 1 ? "differs" : "differ")" : nil,
            missing > 0 ? "\(missing) missing" : nil,
            extra > 0 ? "\(extra) extra" : nil,
        ]
        return "'\(stage)' gave \(Figures.counted(actualCount, "row")), "
            + "\(Figures.grouped(expectedCount)) expected: "
            + parts.compactMap { $0 }.joined(separator: ", ")
    }

    /// A table of the rows that differ: `-` expected, `+` came, and marks below the values that differ.
    fileprivate func lines(upTo limit: Int) -> [String] {
        let shown = lines.prefix(limit)
        var rows = [["", "row"] + fields.map { PreviewCells.escaped($0.name) } + [""]]
        for line in shown {
            let note = line.actual == nil ? "missing" : line.expected == nil ? "extra" : ""
            if let row = line.expected { rows.append(["-", "\(row.row)"] + row.cells + [note]) }
            if let row = line.actual { rows.append(["+", "\(row.row)"] + row.cells + [note]) }
            if !line.differing.isEmpty { rows.append(marks(of: line)) }
        }
        let right = fields.indices.filter { fields[$0].type.isRightAligned }.map { $0 + 2 }
        let table = TextTable.lines(rows, rightAligned: Set([1] + right)).map(Self.trimmed)
        let rest = lines.count - shown.count
        return table + (rest > 0 ? ["and \(Figures.counted(rest, "more row")) so"] : [])
    }

    private func marks(of line: Line) -> [String] {
        let cells = fields.indices.map { position in
            guard line.differing.contains(position) else { return "" }
            let texts = [line.expected, line.actual].compactMap { $0?.cells[position] }
            return String(repeating: "^", count: texts.map { DisplayWidth.of($0) }.max() ?? 1)
        }
        return ["", ""] + cells + [""]
    }

    private static func trimmed(_ line: String) -> String {
        let end = line.lastIndex { $0 != " " }
        return end.map { String(line[...$0]) } ?? ""
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Everything that a mail says, before it is laid out as text or HTML.
struct Report {
    static let provisionalNotice =
        "PROVISIONAL: the source may still change these figures; a final report will follow."

    let title: String
    /// What the sink's `text` says, else the pipeline's description; each paragraph is a list of
    /// lines.
    let paragraphs: [[String]]
    let isProvisional: Bool
    /// What stands above everything: that the figures may change, and each rule that rows break.
    let notices: [String]
    /// What stages have to say that is no warning.
    let remarks: [String]
    /// Empty if nothing is totalled or there were no rows.
    let totals: [RunningTotals.Line]
    let table: ReportTable
    /// Pipeline, window and number of rows.
    let footer: String

    private let window: String?

    init(
        title: String,
        introduction: String?,
        totals: [RunningTotals.Line],
        table: ReportTable,
        run: RunOutline
    ) {
        self.title = title
        self.totals = totals
        self.table = table
        isProvisional = run.finality == .provisional
        let warnings = run.findings.filter { $0.level == .warning }
        notices =
            (isProvisional ? [Self.provisionalNotice] : [])
            + warnings.map { "CHECK: rule '\($0.rule)' of stage \($0.stage): \($0.message)." }
        remarks = run.findings.filter { $0.level == .notice }.map { "\($0.message)." }
        paragraphs = Self.paragraphs(of: introduction ?? run.description ?? "")
        window = run.window?.label
        footer = [run.pipeline, window, Self.counted(table.rowCount)]
            .compactMap { $0 }.joined(separator: " · ")
    }

    /// What stands in place of the table if there were no rows.
    var emptyNotice: String {
        window.map { "There were no rows for \($0)." } ?? "There were no rows."
    }

    /// What stands below a table that does not show all rows; nil if it does.
    var moreRowsNotice: String? {
        let count = table.hiddenRowCount
        guard count > 0 else { return nil }
        let more = "and \(count) more \(count == 1 ? "row" : "rows")"
        return totals.isEmpty ? more : more + ", included in the totals"
    }

    private static func counted(_ rowCount: Int) -> String {
        rowCount == 1 ? "1 row" : "\(rowCount) rows"
    }

    private static func paragraphs(of text: String) -> [[String]] {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return lines.split { $0.allSatisfy(\.isWhitespace) }
            .map { $0.map { String($0).trimmed } }
    }
}

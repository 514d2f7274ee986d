// SPDX-License-Identifier: Apache-2.0

/// A report as plain text: what mail programs show that want no HTML, and what is copied into other
/// programs.
///
/// Digits are not grouped. Columns are aligned for a font of even width.
struct PlainTextPart {
    /// The text, with `\n` as line end.
    let text: String

    init(_ report: Report) {
        var blocks: [[String]] = []
        blocks += report.notices.map { [$0] }
        blocks.append([report.title])
        blocks += report.paragraphs
        if !report.totals.isEmpty { blocks.append(Self.totals(report.totals)) }
        blocks.append(report.table.rowCount == 0 ? [report.emptyNotice] : Self.table(report.table))
        if let notice = report.moreRowsNotice { blocks.append([notice]) }
        blocks += report.remarks.map { [$0] }
        blocks.append([report.footer])
        text = blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    private static func totals(_ lines: [RunningTotals.Line]) -> [String] {
        let rows = lines.map {
            ["  " + $0.heading, $0.amount.isEmpty ? "none" : $0.amount, $0.unit]
        }
        return ["Totals"] + aligned(rows, toTheRight: [false, true, false])
    }

    private static func table(_ table: ReportTable) -> [String] {
        let headings = table.columns.map(\.heading)
        var lines = aligned([headings] + table.rows, toTheRight: table.columns.map(\.isNumeric))
        let widths = widths(of: [headings] + table.rows)
        lines.insert(
            widths.map { String(repeating: "-", count: $0) }.joined(separator: "  "),
            at: 1
        )
        return lines
    }

    /// Rows as lines, each column as wide as its widest cell and two blanks from the next.
    private static func aligned(_ rows: [[String]], toTheRight: [Bool]) -> [String] {
        let widths = widths(of: rows)
        return rows.map { row in
            let cells = row.indices.map { column in
                let blanks = String(repeating: " ", count: widths[column] - row[column].count)
                return toTheRight[column] ? blanks + row[column] : row[column] + blanks
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    private static func widths(of rows: [[String]]) -> [Int] {
        (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    }
}

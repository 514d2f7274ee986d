// SPDX-License-Identifier: Apache-2.0

import Mustache

/// A report as HTML that mail programs show alike: tables, inline styles, nothing from outside.
///
/// Backgrounds and text colours are left to the mail program, so that it reads in light and in
/// dark.
struct HTMLPart {
    /// The document, with `\n` as line end.
    let text: String

    /// Fills in the template.
    ///
    /// - Throws: If the template is malformed, which a test rules out.
    init(_ report: Report) throws {
        let template = try MustacheTemplate(string: htmlTemplate)
        text = template.render(Page(report))
    }

    /// What the template names.
    private struct Page {
        let title: String
        let notices: [String]
        let paragraphs: [Paragraph]
        let totals: [Totals]
        let tables: [Table]
        let endings: [String]
        let footer: String

        init(_ report: Report) {
            title = report.title
            notices = report.notices
            paragraphs = report.paragraphs.map(Paragraph.init)
            totals = report.totals.isEmpty ? [] : [Totals(report.totals)]
            tables = report.table.rowCount == 0 ? [] : [Table(report.table)]
            let ending = report.table.rowCount == 0 ? report.emptyNotice : report.moreRowsNotice
            endings = (ending.map { [$0] } ?? []) + report.remarks
            footer = report.footer
        }
    }

    private struct Paragraph {
        let firstLine: String
        let otherLines: [String]

        init(_ lines: [String]) {
            firstLine = lines.first ?? ""
            otherLines = Array(lines.dropFirst())
        }
    }

    private struct Totals {
        struct Line {
            let heading: String
            let amount: String
            let unit: String
        }

        let lines: [Line]

        init(_ lines: [RunningTotals.Line]) {
            self.lines = lines.map { line in
                let amount = line.amount.isEmpty ? "none" : groupedText(line.amount)
                return Line(heading: line.heading, amount: amount, unit: line.unit)
            }
        }
    }

    private struct Table {
        struct Cell {
            let text: String
            let isNumeric: Bool
            let wraps: Bool

            init(_ text: String, in column: ReportTable.Column) {
                self.text = text
                isNumeric = column.isNumeric
                wraps = column.wraps
            }
        }

        struct Row {
            let cells: [Cell]
        }

        /// More columns than this are set smaller.
        private static let roomyColumnCount = 7

        let headings: [Cell]
        let rows: [Row]
        let fontSize: Int
        let padding: Int

        init(_ table: ReportTable) {
            headings = table.columns.map { Cell($0.heading, in: $0) }
            rows = table.rows.map { row in
                let texts = zip(row, table.columns).map { $1.isGrouped ? groupedText($0) : $0 }
                return Row(cells: zip(texts, table.columns).map { Cell($0, in: $1) })
            }
            let isRoomy = table.columns.count <= Self.roomyColumnCount
            fontSize = isRoomy ? 14 : 12
            padding = isRoomy ? 6 : 4
        }
    }
}

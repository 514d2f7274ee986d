// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The rows of the tables of `docs/reference/sql-differences.md`.
struct DifferencePage {
    struct Row {
        let expression: String
        /// What an aggregate is over, separated by commas; nil for other expressions.
        let values: String?
        let fjord: String
        let duckDB: String
    }

    let rows: [Row]

    init() throws {
        let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in
            url.deletingLastPathComponent()
        }
        let page = root.appending(path: "docs/reference/sql-differences.md")
        let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
        rows = lines.filter { $0.hasPrefix("| `") }.map { line in
            var cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            cells = cells.map { $0 == "(empty)" ? "" : $0 }
            let isAggregate = cells.count == 5
            return Row(
                expression: cells[0].trimmingCharacters(in: ["`"]),
                values: isAggregate ? cells[1] : nil,
                fjord: cells[isAggregate ? 2 : 1],
                duckDB: cells[isAggregate ? 3 : 2]
            )
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Aligns cells in columns for a terminal.
enum TextTable {
    /// The rows as lines, columns two blanks apart; the last one is unpadded, and `rightAligned` are the positions of
    /// those whose cells stand to the right.
    static func lines(_ rows: [[String]], rightAligned: Set<Int> = []) -> [String] {
        let widths = widths(of: rows)
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let blanks = String(
                    repeating: " ",
                    count: widths[column] - DisplayWidth.of(cell)
                )
                if rightAligned.contains(column) { return blanks + cell }
                return column == row.count - 1 ? cell : cell + blanks
            }
            return cells.joined(separator: "  ")
        }
    }

    /// How wide each column is.
    static func widths(of rows: [[String]]) -> [Int] {
        let columnCount = rows.map(\.count).max() ?? 0
        var widths = [Int](repeating: 0, count: columnCount)
        for row in rows {
            for (column, cell) in row.enumerated() {
                widths[column] = max(widths[column], DisplayWidth.of(cell))
            }
        }
        return widths
    }
}

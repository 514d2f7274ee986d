// SPDX-License-Identifier: Apache-2.0

import Runs

extension WindowCalendar {
    /// How many rows are shown unless all are asked for.
    static let shownRowCount = 12

    /// The rows below a line that numbers their places.
    func lines(showsAll: Bool, hasColor: Bool) -> [String] {
        let shown = showsAll ? rows[...] : rows.suffix(Self.shownRowCount)
        let hidden = rows.count - shown.count
        let note =
            hidden == 0 ? [] : ["\(Figures.counted(hidden, "earlier row")): --all shows them"]
        let width = shown.map(\.label.count).max() ?? 0
        let blanks = String(repeating: " ", count: width + 2)
        return note + [blanks + ruler]
            + shown.map { row in
                let label = row.label + String(repeating: " ", count: width - row.label.count)
                return label + "  " + row.cells.map { $0.text(hasColor: hasColor) }.joined()
            }
    }

    /// `1   5    10   …`: each number begins at its place.
    private var ruler: String {
        let marks =
            unit == .month
            ? [1, 4, 7, 10] : [1] + stride(from: 5, through: unit == .day ? 30 : 50, by: 5)
        return marks.reduce(into: "") { line, mark in
            line += String(repeating: " ", count: max(0, mark - 1 - line.count)) + "\(mark)"
        }
    }

    /// What the letters mean.
    static func legend(hasColor: Bool) -> String {
        [
            (Cell.recorded(.done), "done"), (.recorded(.provisional), "provisional"),
            (.recorded(.failed), "failed"), (.missing, "missing"),
        ].map { "\($0.0.text(hasColor: hasColor)) \($0.1)" }.joined(separator: ", ")
    }
}

extension WindowCalendar.Cell {
    /// One letter, in colour for a terminal.
    func text(hasColor: Bool) -> String {
        let (letter, color) =
            switch self {
            case .recorded(.done): ("D", 32)
            case .recorded(.provisional): ("P", 33)
            case .recorded(.failed): ("F", 31)
            case .missing: (".", 2)
            case .blank: (" ", 0)
            }
        return hasColor && color != 0 ? "\u{1B}[\(color)m\(letter)\u{1B}[0m" : letter
    }
}

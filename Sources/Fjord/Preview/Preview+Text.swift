// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension Preview {
    /// What a person reads; columns beyond `width`, how many a line may take if not any number, stand below.
    func text(width: Int? = nil) -> String {
        ([headline]
            + stages.map { stage in
                ([title(of: stage)] + stage.tables(width: width)).joined(separator: "\n")
            }).joined(separator: "\n\n")
    }

    private var headline: String {
        let name = [pipeline, window].compactMap { $0 }.joined(separator: " ")
        guard hasRows else { return "\(name): columns only" }
        return isCutShort
            ? "\(name): read until each stage below had its rows" : "\(name): read to the end"
    }

    /// `sales (filter): 1,000 rows in, 12 rows out`.
    private func title(of stage: Stage) -> String {
        let name = stage.id == stage.kind ? stage.id : "\(stage.id) (\(stage.kind))"
        guard hasRows else {
            return "\(name): \(Figures.counted(stage.schema.fields.count, "column"))"
        }
        let counts = [
            stage.rowsIn.map { "\($0.text) in" }, "\(stage.rowsOut.text) out",
        ]
        return "\(name): \(counts.compactMap { $0 }.joined(separator: ", "))"
    }
}

extension Preview.Count {
    /// `12 rows`, `at least 1,000 rows`.
    fileprivate var text: String { (isExact ? "" : "at least ") + Figures.counted(rows, "row") }
}

extension Preview.Stage {
    /// Names and types of the columns, below them the rows; further tables for columns that do not fit the width.
    func tables(width: Int?) -> [String] {
        let cells = PreviewCells(schema: schema)
        let columns = schema.fields.enumerated().map { position, field in
            [PreviewCells.escaped(field.name), "\(field.type)"]
                + batches.flatMap { batch in
                    (0..<batch.rowCount).map {
                        cells.text(ofSlot: $0, in: batch.columns[position])
                    }
                }
        }
        let blocks = Self.blocks(columns, width: width.map { $0 - 2 })
        return blocks.map { block in
            let rows = (columns.first ?? []).indices.map { row in block.map { columns[$0][row] } }
            return Self.lines(rows, block.map { schema.fields[$0].type.isRightAligned })
        }
    }

    private static func lines(_ rows: [[String]], _ isRightAligned: [Bool]) -> String {
        let rule = TextTable.widths(of: rows).map { String(repeating: "-", count: $0) }
        let ruled = Array(rows.prefix(2)) + [rule] + Array(rows.dropFirst(2))
        let right = Set(isRightAligned.indices.filter { isRightAligned[$0] })
        return TextTable.lines(ruled, rightAligned: right).map { "  " + $0 }
            .joined(separator: "\n")
    }

    /// The columns that fit beside one another, at least one to a block.
    private static func blocks(_ columns: [[String]], width: Int?) -> [[Int]] {
        guard let width else { return [Array(columns.indices)] }
        var blocks: [[Int]] = []
        var taken = 0
        for (position, column) in columns.enumerated() {
            let needed = column.map { DisplayWidth.of($0) }.max() ?? 0
            if let last = blocks.indices.last, taken + 2 + needed <= width {
                blocks[last].append(position)
                taken += 2 + needed
            } else {
                blocks.append([position])
                taken = needed
            }
        }
        return blocks
    }
}

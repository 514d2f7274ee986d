// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Pipelines

/// How values of a test read.
struct TestCells {
    /// Longer texts are cut, even where they differ.
    private static let mostCharacters = 400

    private let cells: PreviewCells
    private let namesCurrency: Bool
    private let columns: [Int]

    init(schema: Schema, columns: [Int]) {
        cells = PreviewCells(schema: schema)
        namesCurrency = schema.field(named: "currency")?.type == .text
        self.columns = columns
    }

    func texts(of row: (batch: RecordBatch, slot: Int)) -> [String] {
        columns.map { cells.text(ofSlot: row.slot, in: row.batch.columns[$0]) }
    }

    /// The values of an expected row that no other stands beside.
    func texts(of row: ExpectedRows.Row, _ named: [Int]) -> [String] {
        columns.map { column in
            guard let position = named.firstIndex(of: column) else { return "" }
            let value = row.values[position]
            switch value {
            case .text(let text), .json(let text): return PreviewCells.shown(text)
            case .money(_, _, let currency): return amount(value, currency, namesIt: !namesCurrency)
            default: return value == .null ? "null" : value.writtenText
            }
        }
    }

    /// The values of a pair of rows; those that are equal read the same in both, the others are shown in full, since
    /// their ends may be what differs.
    func texts(
        of row: ExpectedRows.Row,
        beside actual: (batch: RecordBatch, slot: Int)
    ) -> (expected: [String], actual: [String], differing: [Int]) {
        var expectedTexts: [String] = [], actualTexts: [String] = [], differing: [Int] = []
        for (position, (column, value)) in zip(columns, row.values).enumerated() {
            let array = actual.batch.columns[column]
            guard !value.matches(array, slot: actual.slot) else {
                let text = cells.text(ofSlot: actual.slot, in: array)
                expectedTexts.append(text)
                actualTexts.append(text)
                continue
            }
            differing.append(position)
            let pair = pair(value, array, actual.slot)
            expectedTexts.append(pair.expected)
            actualTexts.append(pair.actual)
        }
        return (expectedTexts, actualTexts, differing)
    }

    private func pair(
        _ value: TestValue,
        _ column: Column,
        _ slot: Int
    ) -> (expected: String, actual: String) {
        let isNull = !(column.validity?[slot] ?? true)
        let written = column.writtenText(ofSlot: slot)
        switch (value, column) {
        case (.money(_, _, let other), .money(let array)):
            let currency = array.currency(ofSlot: slot)
            let namesIt = !namesCurrency || !isNull && other ?? currency != currency
            let actual = isNull ? "null" : namesIt ? "\(written) \(currency)" : written
            return (amount(value, other ?? currency, namesIt: namesIt && other != nil), actual)
        case (_, .text), (_, .json):
            return (Self.whole(value), isNull ? "null" : Self.whole(written))
        default:
            return (Self.whole(value), isNull ? "null" : cells.text(ofSlot: slot, in: column))
        }
    }

    /// Major units with at least the decimals of their currency.
    private func amount(_ value: TestValue, _ currency: Currency?, namesIt: Bool) -> String {
        guard let currency else { return value.writtenText }
        var text = value.writtenText
        let decimals = text.split(separator: ".").dropFirst().first?.count ?? 0
        if decimals < currency.fractionDigits {
            let zeros = String(repeating: "0", count: currency.fractionDigits - decimals)
            text += (decimals == 0 ? "." : "") + zeros
        }
        return namesIt ? "\(text) \(currency)" : text
    }

    private static func whole(_ value: TestValue) -> String {
        switch value {
        case .null: "null"
        case .text(let text), .json(let text): whole(text)
        default: value.writtenText
        }
    }

    private static func whole(_ text: String) -> String {
        guard !text.isEmpty, text != "null" else { return "'\(text)'" }
        let shown = PreviewCells.escaped(text)
        return shown.count <= mostCharacters ? shown : shown.prefix(mostCharacters) + "…"
    }
}

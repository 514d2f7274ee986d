// SPDX-License-Identifier: Apache-2.0

public import Columnar
import Formats

/// Counts rows that break a rule and keeps the first of them as texts.
public struct BrokenRows: Sendable, Hashable {
    /// How many rows break the rule.
    public internal(set) var count = 0
    /// The first of them, one line each: where the row came from, and its values.
    public private(set) var examples: [String] = []
    private let exampleLimit: Int

    /// Starts without any; at most `exampleLimit` are kept as texts.
    public init(exampleLimit: Int) {
        self.exampleLimit = exampleLimit
    }

    /// Counts one row.
    ///
    /// - Parameters:
    ///   - row: Its number in the batch.
    ///   - batch: Where it stands.
    ///   - columns: The positions of the columns that are shown.
    ///   - note: What is said behind the values; empty for nothing.
    public mutating func add(
        row: Int,
        of batch: RecordBatch,
        showing columns: [Int],
        note: String = ""
    ) {
        count += 1
        guard examples.count < exampleLimit else { return }
        let values = columns.map { batch.valueText(ofRow: row, column: $0) }
        let place = batch.place(ofRow: row)
        let shownPlace = DataPlace(partition: place.partition, page: place.page, row: place.row)
        let text = [shownPlace.description, values.joined(separator: ", ")]
            .filter { !$0.isEmpty }.joined(separator: ": ")
        examples.append(note.isEmpty ? text : "\(text); \(note)")
    }

    /// Counts the rows whose bit is set.
    mutating func add(_ rows: Bitmap, of batch: RecordBatch, showing columns: [Int]) {
        let found = rows.setCount
        guard found > 0 else { return }
        if examples.count < exampleLimit {
            let slots = rows.setSlots
            for index in 0..<min(found, exampleLimit - examples.count) {
                add(row: Int(slots[index]), of: batch, showing: columns)
                count -= 1
            }
        }
        count += found
    }

    /// Counts what is no row of the input, shown with a text of its own.
    public mutating func add(_ text: @autoclosure () -> String) {
        count += 1
        if examples.count < exampleLimit { examples.append(text()) }
    }
}

extension RecordBatch {
    /// A column's name and one value of it on one line, `amount -1.00`; long texts are cut.
    public func valueText(ofRow row: Int, column index: Int) -> String {
        let column = columns[index]
        let name = schema.fields[index].name
        guard column.validity.map({ $0[row] }) ?? true else { return "\(name) null" }
        let text = column.writtenText(ofSlot: row)
        guard case .text = column else { return "\(name) \(Self.oneLine(text))" }
        return "\(name) '\(Self.oneLine(text))'"
    }

    private static func oneLine(_ text: String) -> String {
        let limit = 80
        let shown = text.prefix(limit).map { character in
            character.unicodeScalars.contains { $0.properties.generalCategory == .control }
                || character.isNewline ? " " : String(character)
        }
        return shown.joined() + (text.count > limit ? "…" : "")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import FjordKit

/// Reads given and expected rows against the columns of their stage.
struct TestRowReader {
    let schema: Schema
    let text: DefinitionText

    /// One row: a value per column that it names.
    struct Row {
        var values: [Int: TestValue]
        /// Where each value stands, by its column.
        var nodes: [Int: YAMLNode]
        let location: SourceLocation
    }

    /// Reads rows, and reports all that is wrong with them.
    ///
    /// - Returns: Nil if anything is.
    func read(_ rows: [YAMLNode]) -> [Row]? {
        let read = rows.map { readRow($0) }
        return read.contains { $0 == nil } ? nil : read.compactMap { $0 }
    }

    private func readRow(_ node: YAMLNode) -> Row? {
        let reader = TestValueReader(text: text)
        let currency = rowCurrency(of: node)
        var row = Row(values: [:], nodes: [:], location: text.location(of: node))
        var isSound = true
        for entry in node.entries ?? [] {
            guard let column = schema.index(of: entry.key) else {
                let place = text.location(ofKey: entry)
                text.faults.add(.unknownColumn(entry.key, among: schema, at: place))
                isSound = false
                continue
            }
            let type = schema.fields[column].type
            let value = reader.value(entry.value, type, rowCurrency: currency)
            row.values[column] = value
            row.nodes[column] = entry.value
            isSound = isSound && value != nil
        }
        return isSound ? row : nil
    }

    /// The currency that the row's `currency` names; nil if there is none of that name.
    private func rowCurrency(of node: YAMLNode) -> Currency? {
        guard hasCurrencyColumn, let value = node["currency"], !value.isNull else { return nil }
        return value.scalarText.flatMap { Currency($0) }
    }

    var hasCurrencyColumn: Bool { schema.field(named: "currency")?.type == .text }
}

extension TestRowReader {
    /// Given rows as batches, or nil if anything is wrong; columns that a row leaves out are null.
    func batches(_ rows: [YAMLNode]) -> [RecordBatch]? {
        guard let read = read(rows) else { return nil }
        let limit = RecordBatch.maximumRowCount
        // Every value is looked at, so that each faulty one is reported.
        let isSound = read.map { isWhole($0, rows) }.allSatisfy { $0 }
        guard isSound else { return nil }
        return stride(from: 0, to: read.count, by: limit).map { start in
            batch(read[start..<min(start + limit, read.count)], from: start)
        }
    }

    private func batch(_ rows: ArraySlice<Row>, from start: Int) -> RecordBatch {
        let columns = schema.fields.enumerated().map { position, field in
            Column(rows.map { $0.values[position] ?? .null }, field.type)
        }
        let run = BatchOrigin.Run(firstSlot: 0, page: nil, firstRow: start + 1)
        return RecordBatch(
            schema: schema,
            columns: columns,
            rowCount: rows.count,
            origin: BatchOrigin(partition: nil, runs: [run])
        )
    }

    /// Whether the columns can hold the row's values; what they cannot is reported.
    private func isWhole(_ row: Row, _ rows: [YAMLNode]) -> Bool {
        var isSound = true
        for (column, value) in row.values.sorted(by: { $0.key < $1.key }) {
            guard let node = row.nodes[column], let fault = fault(of: value, column, node, row)
            else { continue }
            text.faults.add(fault)
            isSound = false
        }
        return isSound
    }

    private func fault(
        of value: TestValue,
        _ column: Int,
        _ node: YAMLNode,
        _ row: Row
    ) -> PipelineError? {
        let location = text.location(of: node)
        let type = schema.fields[column].type
        switch (value, type) {
        case (.decimal(let digits, let scale), .decimal(let precision, let room)):
            let number = ExactNumber(digits, scale: scale)
            if number.digits(atScale: room, precision: precision) != nil { return nil }
            return .inexactTestValue(node.scalarText ?? "", "\(type)", at: location)
        case (.money(_, _, nil), _):
            // Its currency may be there and be none.
            if let named = schema.index(of: "currency"), case .text(let text)? = row.values[named],
                let place = row.nodes[named]
            {
                return .unknownTestCurrency(text, at: self.text.location(of: place))
            }
            return .moneyWithoutCurrency(hasColumn: hasCurrencyColumn, at: location)
        case (.money(let digits, let scale, let currency?), _):
            let number = ExactNumber(digits, scale: scale)
            let minorUnits = number.digits(atScale: max(0, currency.fractionDigits))
            if minorUnits.flatMap({ Int64(exactly: $0) }) != nil { return nil }
            return .inexactTestValue(
                node.scalarText ?? "",
                "an amount in \(currency)",
                at: location
            )
        default: return nil
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The texts of single values as a mail shows them: as files have them, with amounts that name
/// their currency unless the column `currency` beside them does.
struct CellTexts {
    private static let longestText = 200

    private let currencyIndex: Int?

    init(schema: Schema) {
        let index = schema.index(of: "currency")
        currencyIndex = index.flatMap { schema.fields[$0].type == .text ? $0 : nil }
    }

    /// The texts of one row; nulls are empty.
    ///
    /// - Throws: `mixed-currencies` for an amount in another currency than the row's.
    func texts(ofRow row: Int, in batch: RecordBatch) throws -> [String] {
        let currency = currencyIndex.map { batch.columns[$0].writtenText(ofSlot: row) }
        return try batch.columns.indices.map { index in
            let column = batch.columns[index]
            guard case .money(let array) = column, column.validity?[row] ?? true else {
                return Self.shown(column.writtenText(ofSlot: row))
            }
            let amount = column.writtenText(ofSlot: row)
            let ownCurrency = array.currency(ofSlot: row).description
            guard let currency else { return "\(amount) \(ownCurrency)" }
            guard currency == ownCurrency else {
                let name = batch.schema.fields[index].name
                let place = batch.place(ofRow: row)
                throw MailErrors.otherCurrency(ownCurrency, in: name, found: currency, at: place)
            }
            return amount
        }
    }

    /// A text with a blank for each line end, tab or other control character, and cut if it is
    /// longer than a mail can show.
    private static func shown(_ text: String) -> String {
        let start = text.prefix(longestText)
        let isCut = start.endIndex != text.endIndex
        let line = (isCut ? start.dropLast() + "…" : start).unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .control ? " " : scalar
        }
        return String(String.UnicodeScalarView(line))
    }
}

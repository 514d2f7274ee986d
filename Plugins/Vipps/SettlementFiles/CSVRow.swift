// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// One row of a settlement CSV under its section's header.
struct CSVRow {
    let line: Int
    private let section: CSVSection
    private let values: [String]
    /// Whether a comma was taken for a part of a value.
    let isRepaired: Bool

    /// Puts a line's values under their columns.
    ///
    /// - Throws: A line that has fewer values, or more and no one way to tell which commas belong to values.
    init(_ line: CSVLine, _ fields: [String], in section: CSVSection) throws {
        self.line = line.number
        self.section = section
        isRepaired = fields.count > section.count
        guard fields.count >= section.count else {
            throw SettlementFaults.shortRow(fields.count, section, line)
        }
        guard let values = isRepaired ? section.joined(fields) : fields else {
            throw SettlementFaults.longRow(fields.count, section, line.number)
        }
        self.values = values
        guard
            !line.isUnfinished || !(values.last ?? "").contains(".")
                || CSVSection.isAmount(values.last ?? "")
        else { throw SettlementFaults.cutFile(line: line.number) }
    }

    /// A value as it stands there; nil if it is empty.
    func text(_ column: String) -> String? {
        let value = values[section.place(of: column)]
        return value.isEmpty ? nil : value
    }

    /// A value that may not be empty.
    func word(_ column: String) throws -> String {
        guard let word = text(column) else { throw fault(column, "is empty") }
        return word
    }

    /// A day, `14.03.2025` or `2025-03-14`.
    func time(_ column: String) throws -> WrittenTime {
        guard let time = WrittenTime(text(column) ?? "") else {
            throw fault(column, "is no day such as 14.03.2025")
        }
        return time
    }

    /// A currency.
    func currency(_ column: String) throws -> Currency {
        guard let currency = Currency(text(column) ?? "") else {
            throw fault(column, "is no currency of ISO 4217, such as NOK")
        }
        return currency
    }

    /// A count.
    func count(_ column: String) throws -> Int64 {
        guard let count = Int64(text(column) ?? ""), count >= 0 else {
            throw fault(column, "is no count")
        }
        return count
    }

    /// An amount in minor units.
    func amount(_ column: String, _ currency: Currency) throws -> Int64 {
        let text = text(column) ?? ""
        do throws(AmountText.Fault) {
            let isComma = isRepaired && CSVSection.isAmount(text)
            return try AmountText.minorUnits(
                isComma ? text.replacing(",", with: ".") : text,
                currency
            )
        } catch {
            throw fault(column, error.words)
        }
    }

    /// The fault of one value.
    func fault(_ column: String, _ what: String) -> PipelineError {
        SettlementFaults.value(text(column) ?? "", of: column, what, line: line)
    }
}

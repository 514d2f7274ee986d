// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The columns of one kind of row of a settlement CSV, as its header row names them.
struct CSVSection {
    /// What may stand in a column, for telling the columns of a row apart that has too many commas.
    enum Kind {
        case text
        case digits
        case date
        case amount
        case currency
    }

    /// The word that its rows begin with.
    let name: String
    private let names: [String]
    private let kinds: [Kind]
    private let places: [String: Int]
    /// The columns that Fjord does not know.
    let unknown: [String]

    /// Reads a header row.
    ///
    /// - Throws: A column that is missing or stands there twice.
    init(_ fields: [String], _ columns: KeyValuePairs<String, Kind>, line: Int) throws {
        name = fields[0]
        names = fields.map { Self.key($0) }
        let known = Dictionary(uniqueKeysWithValues: columns.map { (Self.key($0.key), $0.value) })
        kinds = names.map { known[$0] ?? .text }
        unknown = zip(fields, names).dropFirst().compactMap { known[$1] == nil ? $0 : nil }
        var places: [String: Int] = [:]
        for (place, key) in names.enumerated().dropFirst() {
            guard places.updateValue(place, forKey: key) == nil else {
                throw SettlementFaults.columnTwice(fields[place], in: name, line: line)
            }
        }
        for column in columns where places[Self.key(column.key)] == nil {
            throw SettlementFaults.missingColumn(column.key, in: name, line: line)
        }
        self.places = places
    }

    /// The place of a column that every header has.
    func place(of column: String) -> Int {
        guard let place = places[Self.key(column)] else {
            preconditionFailure("the header was checked for \(column)")
        }
        return place
    }

    /// The header is written both `SalesUnitName` and `SaleUnitName`.
    private static func key(_ name: String) -> String {
        name.lowercased().replacing("salesunit", with: "saleunit")
    }

    /// How many values a row has.
    var count: Int { names.count }

    /// The values of a row that has a comma too many, if only one way of joining neighbours makes every column hold
    /// what it should; nil if none or several do.
    ///
    /// - Complexity: Bounded by 6 commas too many.
    func joined(_ fields: [String]) -> [String]? {
        guard fields.count > count, fields.count - count <= 6 else { return nil }
        var found: [[String]] = []
        join(fields[...], [], surplus: fields.count - count, &found)
        return found.count == 1 ? found[0] : nil
    }

    private func join(
        _ rest: ArraySlice<String>,
        _ done: [String],
        surplus: Int,
        _ found: inout [[String]]
    ) {
        guard found.count < 2 else { return }
        guard done.count < count else { return found.append(done) }
        let isLast = done.count == count - 1
        for extra in (isLast ? surplus : 0)...surplus {
            let value = rest.prefix(extra + 1).joined(separator: ",")
            guard fits(value, kinds[done.count], isName: done.isEmpty) else { continue }
            join(rest.dropFirst(extra + 1), done + [value], surplus: surplus - extra, &found)
        }
    }

    private func fits(_ value: String, _ kind: Kind, isName: Bool) -> Bool {
        if isName { return value == name }
        switch kind {
        case .text: return true
        case .digits: return !value.isEmpty && value.utf8.allSatisfy { (0x30...0x39).contains($0) }
        case .date: return WrittenTime(value) != nil
        case .amount: return Self.isAmount(value)
        case .currency: return Currency(value) != nil
        }
    }

    /// Whether a value is digits, one point or comma, and two digits.
    static func isAmount(_ value: String) -> Bool {
        let bytes = Array(value.utf8.drop { $0 == 0x2D || $0 == 0x2B })
        guard bytes.count >= 4, value.utf8.count - bytes.count <= 1 else { return false }
        let mark = bytes[bytes.count - 3]
        let digits = bytes.dropLast(3) + bytes.suffix(2)
        return (mark == 0x2E || mark == 0x2C) && digits.allSatisfy { (0x30...0x39).contains($0) }
    }
}

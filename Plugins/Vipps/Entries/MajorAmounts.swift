// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Amounts that a server writes in major units with decimals, 249.00, and what they are as money.
struct MajorAmounts {
    /// How the decimals are decoded: more digits than any currency has, so that one too many is found here.
    static let type = DataType.decimal(precision: 24, scale: scale)
    private static let scale = 6

    private let batch: RecordBatch
    private let name: String
    private let decimals: DecimalArray
    private let currencies: TextArray

    init(_ batch: RecordBatch, _ column: Int) {
        guard case .decimal(let decimals, _, _) = batch.columns[column],
            case .text(let currencies)? = batch.column(named: "currency")
        else { preconditionFailure("amounts in major units are decimals with a currency") }
        self.batch = batch
        name = batch.schema.fields[column].name
        self.decimals = decimals
        self.currencies = currencies
    }

    /// The amounts in minor units.
    ///
    /// - Throws: `PipelineError` for the first that its currency cannot have, or without one.
    func money() throws -> MoneyArray {
        var units: [Int64] = []
        var codes: [UInt16] = []
        for row in 0..<decimals.count {
            guard let value = decimals[row] else {
                units.append(0)
                codes.append(codes.last ?? 0)
                continue
            }
            let currency = try currency(ofRow: row)
            units.append(try minorUnits(value, currency, row: row))
            codes.append(currency.code)
        }
        let only = codes.first.flatMap { first in codes.allSatisfy { $0 == first } ? first : nil }
        return MoneyArray(
            Values(units),
            only.map { .one(Currency(packed: $0)) } ?? .perSlot(Values(codes)),
            validity: decimals.validity
        )
    }

    private func currency(ofRow row: Int) throws -> Currency {
        let text = currencies[row]
        guard let currency = text.flatMap({ Currency($0) }) else {
            throw VippsFault.amountWithoutCurrency(text, at: place(row))
        }
        return currency
    }

    private func minorUnits(_ value: Int128, _ currency: Currency, row: Int) throws -> Int64 {
        var parts: Int128 = 1
        for _ in 0..<(Self.scale - max(0, currency.fractionDigits)) { parts *= 10 }
        guard value % parts == 0 else {
            throw VippsFault.inexactAmount(currency, at: place(row))
        }
        guard let units = Int64(exactly: value / parts) else {
            throw VippsFault.tooLargeAmount(at: place(row))
        }
        return units
    }

    private func place(_ row: Int) -> DataPlace {
        var place = batch.place(ofRow: row)
        place.path = place.path.map { "\($0).\(name)" }
        return place
    }
}

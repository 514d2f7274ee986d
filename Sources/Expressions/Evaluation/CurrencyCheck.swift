// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The currency of each slot.
enum CurrencyOperand: Sendable {
    case one(UInt16)
    case perSlot(Values<UInt16>)

    init(_ currencies: MoneyArray.Currencies) {
        switch currencies {
        case .one(let currency): self = .one(currency.code)
        case .perSlot(let codes): self = .perSlot(codes)
        }
    }

    @inline(__always)
    subscript(slot: Int) -> UInt16 {
        switch self {
        case .one(let code): code
        case .perSlot(let codes): codes[slot]
        }
    }
}

/// Makes sure that two amounts of a row have one currency: once per batch where each side has only
/// one.
enum CurrencyCheck {
    /// What was to be done with the two amounts.
    enum Purpose: String, Sendable {
        case adding
        case subtracting
        case comparing
        case dividing
    }

    /// Reports the lowest active row whose amounts, both not null, differ in currency.
    ///
    /// - Returns: The currencies that hold for slots without a fault.
    @discardableResult
    static func run(
        _ left: MoneyArray.Currencies,
        _ right: MoneyArray.Currencies,
        _ purpose: Purpose,
        _ validity: ValidityBitmap?,
        _ rows: Selection,
        _ faults: inout RowFaults
    ) -> MoneyArray.Currencies {
        if case .one(let first) = left, case .one(let second) = right, first == second {
            return left
        }
        let first = CurrencyOperand(left), second = CurrencyOperand(right)
        if let row = rows.first(validity: validity, where: { first[$0] != second[$0] }) {
            let left = Currency(packed: first[row]), right = Currency(packed: second[row])
            faults.report(row, .currencyMismatch(purpose, left, right))
        }
        // All that is left are rows on which both agree; a single currency is the cheaper way to
        // say it.
        if case .one = right { return right }
        return left
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Numbers and currencies to amounts, and back.
enum AmountKernels {
    /// Four digits after the point hold the minor units of every currency.
    private static let majorScale = 4
    static let majorUnitsType = DataType.decimal(precision: 23, scale: majorScale)

    static let fromMinorUnits: Kernel = { arguments, rows, faults in
        let validity = strictValidity(arguments, rows.count)
        let currencies = currencies(arguments[1], validity, rows, &faults)
        let amounts = arguments[0].materialized(rows.count)
        guard case .int64(let array) = amounts else { return .constant(.null(.money)) }
        return .column(.money(MoneyArray(array.values, currencies, validity: validity)))
    }

    static func fromMajorUnits(scale: Int) -> Kernel {
        { arguments, rows, faults in
            let validity = strictValidity(arguments, rows.count)
            let currencies = currencies(arguments[1], validity, rows, &faults)
            let codes = CurrencyOperand(currencies)
            let numbers = arguments[0].decimal
            func minorUnits(_ row: Int) -> Int64? {
                let digits = max(0, Currency(packed: codes[row]).fractionDigits)
                let shape = DecimalShape(precision: 38, scale: digits)
                return ExactArithmetic.rescaled(numbers[row], from: scale, to: shape)
                    .flatMap { Int64(exactly: $0) }
            }
            var values = ValuesBuilder<Int64>(capacity: rows.count)
            for row in 0..<rows.count { values.put(minorUnits(row) ?? 0) }
            if let row = rows.first(validity: validity, where: { minorUnits($0) == nil }) {
                let text = DecimalText.text(numbers[row], scale: scale)
                faults.report(row, .integerOverflow("money_major(\(text))", .money))
            }
            return .column(.money(MoneyArray(values.finish(), currencies, validity: validity)))
        }
    }

    static let minorUnits: Kernel = { arguments, rows, _ in
        let values = mapSlots(arguments[0].int64, rows.count) { $0 }
        let validity = arguments[0].validity(rows.count)
        return .column(.int64(Int64Array(values, validity: validity)))
    }

    static let majorUnits: Kernel = { arguments, rows, _ in
        let amounts = arguments[0].int64
        let codes = CurrencyOperand(arguments[0].currencies)
        var values = ValuesBuilder<Int128>(capacity: rows.count)
        for row in 0..<rows.count {
            let digits = max(0, Currency(packed: codes[row]).fractionDigits)
            values.put(Int128(amounts[row]) * PowersOfTen.signed(majorScale - digits))
        }
        let array = DecimalArray(values.finish(), validity: arguments[0].validity(rows.count))
        return .column(.decimal(array, precision: 23, scale: majorScale))
    }

    /// A dictionary of the batch's currencies.
    static let currency: Kernel = { arguments, rows, _ in
        let validity = arguments[0].validity(rows.count)
        let currencies = CurrencyOperand(arguments[0].currencies)
        var known: [UInt16: UInt16] = [:]
        var texts: [String] = []
        var codes = ValuesBuilder<UInt16>(capacity: rows.count)
        for row in 0..<rows.count {
            let code = currencies[row]
            if known[code] == nil {
                known[code] = UInt16(texts.count)
                texts.append(Currency(packed: code).description)
            }
            codes.put(known[code] ?? 0)
        }
        let values = TextArray(texts.isEmpty ? [""] : texts)
        return .column(
            .text(
                TextArray(
                    codes: codes.finish(),
                    offsets: values.offsets,
                    bytes: values.bytes,
                    validity: validity
                )
            )
        )
    }

    /// The currencies that texts name; one that ISO 4217 does not list is a fault of its row.
    private static func currencies(
        _ codes: Vector,
        _ validity: ValidityBitmap?,
        _ rows: Selection,
        _ faults: inout RowFaults
    ) -> MoneyArray.Currencies {
        let text = codes.text
        func currency(_ row: Int) -> Currency? {
            let span = text.span(row)
            guard span.count == 3 else { return nil }
            return Currency(span[0], span[1], span[2])
        }
        if text.isConstant, let currency = currency(0) { return .one(currency) }
        if let row = rows.first(validity: validity, where: { currency($0) == nil }) {
            faults.report(row, .unknownCurrency(String(copying: text.span(row))))
        }
        var values = ValuesBuilder<UInt16>(capacity: rows.count)
        for row in 0..<rows.count { values.put(currency(row)?.code ?? 0) }
        return .perSlot(values.finish())
    }
}

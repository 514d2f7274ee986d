// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Key values as error messages show them.
enum KeyText {
    /// The value of one slot.
    static func text(of column: Column, slot: Int) -> String {
        guard column.validity.map({ $0[slot] }) ?? true else { return "null" }
        switch column {
        case .boolean(let array): return array.values[slot] ? "true" : "false"
        case .int64(let array): return String(array.values[slot])
        case .float64(let array): return array.values[slot].description
        case .decimal(let array, _, let scale):
            return DecimalText.text(array.values[slot], scale: scale)
        case .money(let array):
            let currency = array.currency(ofSlot: slot)
            let digits = max(0, currency.fractionDigits)
            return "\(DecimalText.text(Int128(array.minorUnits[slot]), scale: digits)) \(currency)"
        case .text(let array), .json(let array):
            return quotedIfNeeded(array.bytes.slice(array.range(ofSlot: slot)).text)
        case .date(let array):
            return CalendarDate(daysSinceEpoch: array.values[slot]).description
        case .timestamp(let array): return TimestampText.text(array.values[slot])
        }
    }

    /// In quotes where it would read as something else: nothing, several words or the next key.
    private static func quotedIfNeeded(_ text: String) -> String {
        let isPlain =
            !text.isEmpty && text != "null" && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x2C }
        return isPlain ? text : "'\(text)'"
    }
}

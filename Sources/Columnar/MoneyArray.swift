// SPDX-License-Identifier: Apache-2.0

/// Amounts in minor units, each with a currency.
public struct MoneyArray: Sendable {
    /// The currencies of the amounts.
    public enum Currencies: Sendable {
        /// All amounts that are not null have this one; kernels check it once per batch.
        case one(Currency)
        /// Each slot has its own, as a packed code.
        case perSlot(Values<UInt16>)
    }

    /// Minor units, one per slot.
    public let minorUnits: Values<Int64>
    /// The currency of each slot; meaningless for a null slot.
    public let currencies: Currencies
    /// Which slots are not null; nil if none is.
    public let validity: ValidityBitmap?

    /// Joins amounts, currencies and validity of equal length.
    @inlinable
    public init(
        _ minorUnits: Values<Int64>,
        _ currencies: Currencies,
        validity: ValidityBitmap? = nil
    ) {
        self.minorUnits = minorUnits
        self.currencies = currencies
        self.validity = validity
    }

    /// How many slots there are.
    @inlinable public var count: Int { minorUnits.count }

    /// The currency of one slot; meaningless for a null slot.
    @inlinable
    public func currency(ofSlot slot: Int) -> Currency {
        switch currencies {
        case .one(let currency): currency
        case .perSlot(let codes): Currency(packed: codes[slot])
        }
    }
}

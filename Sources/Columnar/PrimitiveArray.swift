// SPDX-License-Identifier: Apache-2.0

/// Fixed-width values with validity; the value of a null slot is defined but means nothing.
public struct PrimitiveArray<Element: BitwiseCopyable & Sendable>: Sendable {
    /// One value per slot.
    public let values: Values<Element>
    /// Which slots are not null; nil if none is.
    public let validity: ValidityBitmap?

    /// Joins values and validity of equal length.
    @inlinable
    public init(_ values: Values<Element>, validity: ValidityBitmap? = nil) {
        precondition(
            validity.map { $0.count == values.count } ?? true,
            "validity of another length"
        )
        self.values = values
        self.validity = validity
    }

    /// How many slots there are.
    @inlinable public var count: Int { values.count }

    /// The value of one slot, nil if it is null.
    ///
    /// For tests and single looks, not for loops.
    public subscript(slot: Int) -> Element? {
        validity.map { $0[slot] } ?? true ? values[slot] : nil
    }
}

extension PrimitiveArray where Element: ExpressibleByIntegerLiteral {
    /// A copy of `elements`, nil standing for null; for tests and small lists.
    public init(_ elements: some Collection<Element?>) {
        self.init(
            Values(elements.map { $0 ?? 0 }),
            validity: elements.contains { $0 == nil } ? Bitmap(elements.map { $0 != nil }) : nil
        )
    }
}

/// 64-bit integers.
public typealias Int64Array = PrimitiveArray<Int64>
/// Doubles.
public typealias Float64Array = PrimitiveArray<Double>
/// Digits of decimals without their point: the column's type says where it stands.
public typealias DecimalArray = PrimitiveArray<Int128>
/// Days since 1970-01-01.
public typealias Date32Array = PrimitiveArray<Int32>
/// Microseconds since 1970-01-01T00:00:00Z.
public typealias TimestampArray = PrimitiveArray<Int64>

/// Booleans, one bit each; the value bit of a null slot is zero.
public struct BooleanArray: Sendable {
    /// One bit per slot.
    public let values: Bitmap
    /// Which slots are not null; nil if none is.
    public let validity: ValidityBitmap?

    /// Joins values and validity; values of null slots are cleared.
    @inlinable
    public init(_ values: Bitmap, validity: ValidityBitmap? = nil) {
        self.values = validity.map { values.and($0) } ?? values
        self.validity = validity
    }

    /// A copy of `elements`, nil standing for null; for tests and small lists.
    public init(_ elements: some Collection<Bool?>) {
        self.init(
            Bitmap(elements.map { $0 ?? false }),
            validity: elements.contains { $0 == nil } ? Bitmap(elements.map { $0 != nil }) : nil
        )
    }

    /// How many slots there are.
    @inlinable public var count: Int { values.count }

    /// The value of one slot, nil if it is null.
    ///
    /// For tests and single looks, not for loops.
    public subscript(slot: Int) -> Bool? {
        validity.map { $0[slot] } ?? true ? values[slot] : nil
    }
}

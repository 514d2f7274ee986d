// SPDX-License-Identifier: Apache-2.0

/// UTF-8 texts (or JSON texts): plain, or codes into a dictionary of shared values.
///
/// A constant column is a dictionary of one value. Which layout it is never shows in a result.
public struct TextArray: Sendable {
    /// Where each value begins in `bytes`, and after the last one where it ends: one more than there are values.
    public let offsets: Values<Int32>
    /// The values one after the other.
    public let bytes: Bytes
    /// For each slot the number of its value; nil if slot n holds value n.
    ///
    /// Null slots hold a valid number.
    public let codes: Values<UInt16>?
    /// Which slots are not null; nil if none is.
    public let validity: ValidityBitmap?

    /// A plain array: slot n holds value n.
    @inlinable
    public init(offsets: Values<Int32>, bytes: Bytes, validity: ValidityBitmap? = nil) {
        self.offsets = offsets
        self.bytes = bytes
        codes = nil
        self.validity = validity
    }

    /// A dictionary array: slot n holds value `codes[n]`.
    ///
    /// - Precondition: There is at least one value, and every code is below the number of values.
    @inlinable
    public init(
        codes: Values<UInt16>,
        offsets: Values<Int32>,
        bytes: Bytes,
        validity: ValidityBitmap? = nil
    ) {
        precondition(offsets.count >= 2, "a dictionary needs a value")
        self.offsets = offsets
        self.bytes = bytes
        self.codes = codes
        self.validity = validity
    }

    /// `count` times the same text, or null.
    public init(repeating text: String?, count: Int) {
        let bytes = Bytes(text ?? "")
        self.init(
            codes: Values(repeating: 0, count: count),
            offsets: Values([0, Int32(bytes.count)]),
            bytes: bytes,
            validity: text == nil ? Bitmap(repeating: false, count: count) : nil
        )
    }

    /// A plain copy of `texts`, nil standing for null; for tests and small lists.
    public init(_ texts: some Collection<String?>) {
        var builder = TextBuilder(capacity: texts.count)
        for text in texts {
            if let text { builder.append(text) } else { builder.appendNull() }
        }
        self = builder.finish()
    }

    /// How many slots there are.
    @inlinable public var count: Int { codes?.count ?? (offsets.count - 1) }

    /// How many values stand in `bytes`.
    @inlinable public var valueCount: Int { offsets.count - 1 }

    /// Where the value of one slot stands in `bytes`; meaningless for a null slot.
    @inlinable
    public func range(ofSlot slot: Int) -> Range<Int> {
        let value = codes.map { Int($0[slot]) } ?? slot
        return Int(offsets[value])..<Int(offsets[value + 1])
    }

    /// The text of one slot, nil if it is null.
    ///
    /// For tests, messages and single looks, not for loops.
    public subscript(slot: Int) -> String? {
        validity.map { $0[slot] } ?? true ? bytes.slice(range(ofSlot: slot)).text : nil
    }

    /// The same slots in the plain layout.
    public var plain: TextArray {
        guard let codes else { return self }
        var builder = TextBuilder(capacity: count)
        let slots = codes.span
        for slot in slots.indices {
            let value = Int(slots[slot])
            builder.append(bytes, Int(offsets[value])..<Int(offsets[value + 1]))
        }
        return builder.finish(validity: validity)
    }
}

/// Grows a plain text array.
@safe
public struct TextBuilder: ~Copyable, Sendable {
    @usableFromInline var offsets: ValuesBuilder<Int32>
    @usableFromInline var writer: ByteWriter
    @usableFromInline var validity: BitmapBuilder

    /// Starts empty, with room for `capacity` slots of `bytesPerSlot` bytes.
    @inlinable
    public init(capacity: Int, bytesPerSlot: Int = 16) {
        offsets = ValuesBuilder(capacity: capacity + 1)
        offsets.append(0)
        writer = ByteWriter(capacity: capacity * bytesPerSlot)
        validity = BitmapBuilder(capacity: capacity)
    }

    /// How many slots it holds.
    @inlinable public var count: Int { offsets.count - 1 }

    /// How many bytes its texts take so far.
    @inlinable public var byteCount: Int { writer.count }

    /// Appends a copy of a part of `source`.
    @inlinable
    public mutating func append(_ source: Bytes, _ range: Range<Int>) {
        writer.reserve(range.count)
        writer.put(source, range)
        endSlot(isValid: true)
    }

    /// Appends a copy of `text`; for tests, constants and small lists.
    public mutating func append(_ text: String) {
        writer.append(text)
        endSlot(isValid: true)
    }

    /// Appends a null.
    @inlinable
    public mutating func appendNull() {
        endSlot(isValid: false)
    }

    /// Appends one slot whose bytes `write` puts or appends.
    @inlinable
    public mutating func append<Failure: Error>(
        writing write: (inout ByteWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try write(&writer)
        endSlot(isValid: true)
    }

    /// Ends the building.
    @inlinable
    public consuming func finish() -> TextArray {
        let validity = validity.finishValidity()
        return TextArray(offsets: offsets.finish(), bytes: writer.finish(), validity: validity)
    }

    /// Ends the building with another validity than that of the appended slots.
    @inlinable
    public consuming func finish(validity: ValidityBitmap?) -> TextArray {
        TextArray(offsets: offsets.finish(), bytes: writer.finish(), validity: validity)
    }

    @inlinable
    mutating func endSlot(isValid: Bool) {
        precondition(writer.count <= Int32.max, "a text column of one batch holds at most 2 GiB")
        offsets.append(Int32(truncatingIfNeeded: writer.count))
        validity.append(isValid)
    }
}

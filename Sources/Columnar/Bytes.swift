// SPDX-License-Identifier: Apache-2.0

/// An immutable run of bytes in a shared buffer; at least 64 bytes past its end may be read.
///
/// Copying one copies a reference, never the bytes.
@safe
public struct Bytes: Sendable {
    @usableFromInline let buffer: Buffer
    @usableFromInline let start: Int
    /// How many bytes there are.
    public let count: Int

    @inlinable
    init(buffer: Buffer, start: Int, count: Int) {
        self.buffer = buffer
        self.start = start
        self.count = count
    }

    /// No bytes.
    public static let empty = Bytes(buffer: Buffer(minimumCapacity: 0), start: 0, count: 0)

    /// A copy of the UTF-8 bytes of `text`.
    public init(_ text: String) {
        var writer = ByteWriter(capacity: text.utf8.count)
        writer.append(text)
        self = writer.finish()
    }

    /// A copy of `bytes`.
    public init(copying bytes: some Collection<UInt8>) {
        var writer = ByteWriter(capacity: bytes.count)
        for byte in bytes { writer.append(byte) }
        self = writer.finish()
    }

    /// The bytes.
    @inlinable public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let pointer = unsafe buffer.base.assumingMemoryBound(to: UInt8.self) + start
            let span = unsafe Span(_unsafeStart: pointer, count: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The bytes and the 64 readable bytes past them, whose contents are undefined.
    @inlinable public var paddedSpan: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let pointer = unsafe buffer.base.assumingMemoryBound(to: UInt8.self) + start
            let span = unsafe Span(_unsafeStart: pointer, count: count + Buffer.slack)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Part of these bytes, sharing their buffer.
    public func slice(_ range: Range<Int>) -> Bytes {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "slice out of range")
        return Bytes(buffer: buffer, start: start + range.lowerBound, count: range.count)
    }

    /// Lends the bytes to a C call; the pointer must not outlive `body`, and is never nil.
    @unsafe
    @inlinable
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(UnsafeRawBufferPointer(start: buffer.base + start, count: count))
    }

    /// The bytes read as UTF-8; malformed parts become U+FFFD.
    ///
    /// For messages and tests, never per row.
    public var text: String {
        unsafe withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }
}

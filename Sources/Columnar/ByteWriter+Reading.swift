// SPDX-License-Identifier: Apache-2.0

extension ByteWriter {
    /// The bytes written so far and at least 64 readable ones past them, whose contents are undefined.
    @inlinable public var paddedSpan: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let pointer = unsafe UnsafePointer(buffer.base.assumingMemoryBound(to: UInt8.self))
            let span = unsafe Span(_unsafeStart: pointer, count: count + Buffer.slack)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The bytes written so far read as UTF-8; for names and messages, never per row.
    public var text: String {
        unsafe String(
            decoding: UnsafeRawBufferPointer(start: buffer.base, count: count),
            as: UTF8.self
        )
    }
}

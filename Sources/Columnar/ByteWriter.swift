// SPDX-License-Identifier: Apache-2.0

/// Grows a run of bytes: the one place where text and output bytes are put together.
///
/// `append` makes room itself. The `put` family writes without asking, into room that one `reserve` made for a whole
/// row; writing more than was reserved is a broken contract, checked in debug builds.
@safe
public struct ByteWriter: ~Copyable, Sendable {
    @usableFromInline var buffer: Buffer
    @usableFromInline var written = 0

    /// Starts with room for `capacity` bytes.
    public init(capacity: Int = 4_096) {
        buffer = Buffer(minimumCapacity: capacity)
    }

    /// How many bytes have been written.
    @inlinable public var count: Int { written }

    /// How many bytes fit before the buffer has to grow.
    @inlinable public var freeCount: Int { buffer.capacity - count }

    /// Makes room for `byteCount` more bytes, so that they can be put without further checks.
    @inlinable
    public mutating func reserve(_ byteCount: Int) {
        if freeCount < byteCount { grow(by: byteCount) }
    }

    /// Appends one byte.
    @inlinable
    public mutating func append(_ byte: UInt8) {
        reserve(1)
        put(byte)
    }

    /// Appends the UTF-8 bytes of `text`; for headers and messages, never per row.
    public mutating func append(_ text: String) {
        for byte in text.utf8 { append(byte) }
    }

    /// Appends a copy of `bytes`.
    @inlinable
    public mutating func append(_ bytes: Bytes) {
        reserve(bytes.count)
        put(bytes, 0..<bytes.count)
    }

    /// Appends a copy of memory lent by a C call.
    @unsafe
    @inlinable
    public mutating func append(contentsOf bytes: UnsafeRawBufferPointer) {
        reserve(bytes.count)
        guard let source = bytes.baseAddress else { return }
        unsafe (buffer.base + count).copyMemory(from: source, byteCount: bytes.count)
        written += bytes.count
    }

    /// Puts one byte into reserved room.
    @inlinable
    public mutating func put(_ byte: UInt8) {
        assert(freeCount >= 1, "put past the reserved room")
        unsafe buffer.base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        written &+= 1
    }

    /// Puts a part of `source` into reserved room, 16 bytes at a time: up to 15 bytes past the end are overwritten,
    /// which the next put covers.
    @inlinable
    public mutating func put(_ source: Bytes, _ range: Range<Int>) {
        assert(freeCount >= range.count, "put past the reserved room")
        assert(range.upperBound <= source.count, "put from past the source's end")
        let from = unsafe source.buffer.base + (source.start &+ range.lowerBound)
        let to = unsafe buffer.base + count
        var offset = 0
        repeat {
            unsafe to.storeBytes(
                of: from.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self),
                toByteOffset: offset,
                as: SIMD16<UInt8>.self
            )
            offset &+= 16
        } while offset < range.count
        written &+= range.count
    }

    /// Puts a string that is written in the program into reserved room.
    @inlinable
    public mutating func put(_ literal: StaticString) {
        let byteCount = literal.utf8CodeUnitCount
        assert(freeCount >= byteCount, "put past the reserved room")
        unsafe (buffer.base + count).copyMemory(from: literal.utf8Start, byteCount: byteCount)
        written &+= byteCount
    }

    /// Lends at least `byteCount` writable bytes to a C call, which says how many it wrote.
    @unsafe
    @inlinable
    public mutating func appendUnsafely<Failure: Error>(
        upTo byteCount: Int,
        _ write: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        reserve(byteCount)
        let room = unsafe UnsafeMutableRawBufferPointer(
            start: buffer.base + count,
            count: buffer.capacity - count
        )
        let byteCount = try unsafe write(room)
        precondition(byteCount >= 0 && byteCount <= room.count, "wrote past the lent room")
        written += byteCount
    }

    /// Forgets the last bytes, so that `count` becomes `newCount`.
    @inlinable
    public mutating func truncate(to newCount: Int) {
        precondition(newCount >= 0 && newCount <= count, "cannot grow by truncation")
        written = newCount
    }

    /// Ends the writing and hands the bytes on without copying them.
    public consuming func finish() -> Bytes {
        Bytes(buffer: buffer, start: 0, count: count)
    }

    /// Hands the bytes written so far on and starts anew with room for `capacity` bytes.
    public mutating func takeBytes(nextCapacity capacity: Int) -> Bytes {
        let bytes = Bytes(buffer: buffer, start: 0, count: count)
        buffer = Buffer(minimumCapacity: capacity)
        written = 0
        return bytes
    }

    @usableFromInline
    mutating func grow(by byteCount: Int) {
        let larger = Buffer(minimumCapacity: max(count + byteCount, buffer.capacity * 2))
        unsafe larger.base.copyMemory(from: buffer.base, byteCount: count)
        buffer = larger
    }
}

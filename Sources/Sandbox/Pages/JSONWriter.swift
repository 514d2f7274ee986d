// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Bytes of a JSON answer in the making.
///
/// Room is made once per entry (`reserve`), after which each piece is a plain copy; all unsafe code
/// of this module is here. Nothing is escaped: what passes through is made of constants, digits and
/// texts escaped beforehand.
@safe
struct JSONWriter: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var count = 0

    init(capacity: Int) {
        unsafe base = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    deinit { unsafe base.deallocate() }

    /// A copy of what was written.
    func finished() -> ByteBuffer {
        unsafe ByteBuffer(bytes: UnsafeRawBufferPointer(start: base, count: count))
    }

    /// Makes room for `length` more bytes.
    mutating func reserve(_ length: Int) {
        guard count + length > capacity else { return }
        let larger = max(capacity * 2, count + length)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        unsafe moved.update(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = moved
        capacity = larger
    }

    @inline(__always)
    private mutating func claim(_ length: Int) -> UnsafeMutablePointer<UInt8> {
        precondition(length <= capacity - count, "room is reserved before it is written to")
        defer { count += length }
        return unsafe base + count
    }

    @inline(__always)
    mutating func text(_ text: StaticString) {
        let length = text.utf8CodeUnitCount
        unsafe claim(length).update(from: text.utf8Start, count: length)
    }

    @inline(__always)
    mutating func bytes(_ bytes: borrowing [UInt8]) {
        let length = bytes.count
        let place = unsafe claim(length)
        unsafe bytes.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            unsafe place.update(from: start, count: length)
        }
    }

    @inline(__always)
    mutating func byte(_ byte: UInt8) {
        unsafe claim(1).pointee = byte
    }

    mutating func integer(_ value: Int64) {
        if value < 0 { byte(UInt8(ascii: "-")) }
        let magnitude = value.magnitude
        digits(magnitude, width: Self.width(of: magnitude))
    }

    /// The last `width` digits of `value`, with leading zeros.
    @inline(__always)
    mutating func digits(_ value: UInt64, width: Int) {
        let place = unsafe claim(width)
        var rest = value
        var position = width
        while position >= 2 {
            let pair = rest % 100
            rest /= 100
            position -= 2
            unsafe place[position] = 0x30 + UInt8(truncatingIfNeeded: pair / 10)
            unsafe place[position + 1] = 0x30 + UInt8(truncatingIfNeeded: pair % 10)
        }
        if position == 1 { unsafe place[0] = 0x30 + UInt8(truncatingIfNeeded: rest % 10) }
    }

    /// The highest `width` hexadecimal digits of `value`.
    mutating func hexadecimal(_ value: UInt64, width: Int, letters: UInt8 = UInt8(ascii: "a")) {
        let place = unsafe claim(width)
        for position in 0..<width {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(60 - 4 * position)) & 15
            unsafe place[position] = digit < 10 ? 0x30 + digit : letters + digit - 10
        }
    }

    /// How many digits `value` has.
    static func width(of value: UInt64) -> Int {
        var width = 1
        var bound: UInt64 = 10
        while value >= bound {
            width += 1
            guard width < 20 else { break }
            bound *= 10
        }
        return width
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Texts as parts of keys.
extension RowKeyWriter {
    mutating func measure(_ array: TextArray, _ validity: Bitmap?, _ flag: UInt32) {
        let hasLow = array.hasLowBytes
        let bytes = array.bytes.span
        var cursors = cursors.mutableSpan
        for row in cursors.indices {
            var count = flag
            if validity.map({ $0[row] }) ?? true {
                let range = array.range(ofSlot: row)
                count &+= UInt32(truncatingIfNeeded: range.count) &+ 1
                if hasLow { for at in range where bytes[at] < 2 { count &+= 1 } }
            }
            cursors[row] &+= count
        }
    }

    mutating func write(_ array: TextArray, _ key: KeyColumn) {
        let flip: UInt8 = key.isDescending ? 0xFF : 0
        let isPlain = !key.isDescending && !array.hasLowBytes
        let (isFlagged, null) = key.flags(isSecondPart: false)
        let bytes = array.bytes
        for row in 0..<rowCount {
            let isValid = array.validity.map { $0[row] } ?? true
            var to = unsafe buffer.base + Int(cursors[row])
            let start = unsafe to
            if isFlagged { unsafe Self.put(isValid ? 1 : null, &to) }
            if isValid {
                let text = bytes.slice(array.range(ofSlot: row))
                if isPlain {
                    unsafe text.withUnsafeBytes { unsafe Self.put($0, &to) }
                } else {
                    unsafe Self.putEscaped(text.span, flip, &to)
                }
                unsafe Self.put(flip, &to)
            }
            cursors[row] &+= UInt32(truncatingIfNeeded: unsafe to - start)
        }
    }

    @inline(__always)
    private static func put(_ byte: UInt8, _ to: inout UnsafeMutableRawPointer) {
        unsafe to.storeBytes(of: byte, as: UInt8.self)
        unsafe to += 1
    }

    @inline(__always)
    private static func put(_ text: UnsafeRawBufferPointer, _ to: inout UnsafeMutableRawPointer) {
        guard let start = text.baseAddress else { return }
        unsafe to.copyMemory(from: start, byteCount: text.count)
        unsafe to += text.count
    }

    private static func putEscaped(
        _ text: Span<UInt8>,
        _ flip: UInt8,
        _ to: inout UnsafeMutableRawPointer
    ) {
        for offset in text.indices {
            let byte = text[offset]
            if byte < 2 { unsafe put(1 ^ flip, &to) }
            unsafe put((byte < 2 ? byte &+ 1 : byte) ^ flip, &to)
        }
    }
}

extension TextArray {
    /// Whether a value may hold one of the bytes 0 and 1, which are not written as they are.
    fileprivate var hasLowBytes: Bool {
        let low = SpecialBytes(0, 0, 0, 0, below: 2)
        return low.firstOffset(in: bytes.paddedSpan, from: 0, to: bytes.count) < bytes.count
    }
}

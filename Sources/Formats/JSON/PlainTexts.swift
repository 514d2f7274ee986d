// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Grows a plain text column in reserved room.
struct PlainTexts: ~Copyable {
    private var offsets: ValuesBuilder<Int32>
    private var writer: ByteWriter
    /// How large the column before was: a good guess for this one.
    private(set) var lastCount = 0
    private(set) var lastByteCount = 0

    init(capacity: Int, byteCapacity: Int) {
        offsets = ValuesBuilder(capacity: capacity + 1)
        offsets.put(0)
        writer = ByteWriter(capacity: byteCapacity)
    }

    mutating func reserve(_ slotCount: Int, byteCount: Int) {
        offsets.reserve(slotCount)
        writer.reserve(byteCount)
    }

    @inline(__always)
    mutating func put(_ source: Bytes, _ start: Int, _ end: Int) {
        writer.put(source, start..<end)
        putNull()
    }

    /// Ends a slot to which nothing was put.
    @inline(__always)
    mutating func putNull() { offsets.put(Int32(truncatingIfNeeded: writer.count)) }

    /// Puts a slot whose bytes `write` appends.
    mutating func put(writing write: (inout ByteWriter) -> Void) {
        write(&writer)
        offsets.append(Int32(truncatingIfNeeded: writer.count))
    }

    /// The texts so far; starts anew with room for as many.
    mutating func take(validity: ValidityBitmap?) -> TextArray {
        (lastCount, lastByteCount) = (offsets.count, writer.count)
        var nextOffsets = ValuesBuilder<Int32>(capacity: lastCount)
        nextOffsets.put(0)
        swap(&offsets, &nextOffsets)
        let bytes = writer.takeBytes(nextCapacity: lastByteCount)
        return TextArray(offsets: nextOffsets.finish(), bytes: bytes, validity: validity)
    }
}

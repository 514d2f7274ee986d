// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Grows a dictionary-coded text column while that pays: up to 256 values, each met twice on average.
struct TextDictionary: ~Copyable {
    private static let valueLimit = 256
    /// Values that may come before they are asked to repeat.
    private static let trialCount = 32
    private static let bucketCount = 1_024

    private var codes = ValuesBuilder<UInt16>(capacity: 1_024)
    private var offsets = ValuesBuilder<Int32>(capacity: valueLimit + 1)
    private var values = ByteWriter(capacity: 4_096)
    /// Codes by hash, open addressing; `UInt16.max` is free.
    private var buckets = ValuesBuilder<UInt16>(uninitializedCount: bucketCount)
    private var last = 0
    private var lastStart = 0
    private var lastCount = -1

    init() { startAnew() }

    mutating func reserve(_ slotCount: Int) { codes.reserve(slotCount) }

    @inline(__always)
    mutating func putNull() { codes.put(0) }

    /// Puts a text; false, with nothing put, if the dictionary does not pay any more.
    @inline(__always)
    mutating func put(_ source: Bytes, _ start: Int, _ end: Int) -> Bool {
        let bytes = source.paddedSpan, count = end &- start
        if count == lastCount,
            bytes.isEqual(at: start, to: values.paddedSpan, at: lastStart, byteCount: count)
        {
            codes.put(UInt16(truncatingIfNeeded: last))
            return true
        }
        return find(source, start, count)
    }

    private mutating func find(_ source: Bytes, _ start: Int, _ count: Int) -> Bool {
        let bytes = source.paddedSpan, text = KeyText(bytes, start, start + count)
        var bucket = text.hash(in: 0) & (Self.bucketCount - 1)
        while true {
            let code = Int(buckets[bucket])
            guard code != Int(UInt16.max) else { return insert(source, start, count, bucket) }
            let valueStart = Int(offsets[code])
            if Int(offsets[code + 1]) - valueStart == count,
                bytes.isEqual(at: start, to: values.paddedSpan, at: valueStart, byteCount: count)
            {
                (last, lastStart, lastCount) = (code, valueStart, count)
                codes.put(UInt16(truncatingIfNeeded: code))
                return true
            }
            bucket = (bucket + 1) & (Self.bucketCount - 1)
        }
    }

    private mutating func insert(
        _ source: Bytes,
        _ start: Int,
        _ count: Int,
        _ bucket: Int
    ) -> Bool {
        let code = offsets.count - 1
        guard code < Self.valueLimit, code < Self.trialCount || code * 2 < codes.count else {
            return false
        }
        (last, lastStart, lastCount) = (code, values.count, count)
        values.reserve(count)
        values.put(source, start..<start + count)
        offsets.append(Int32(values.count))
        buckets[bucket] = UInt16(code)
        codes.put(UInt16(code))
        return true
    }

    /// The column so far; starts anew.
    mutating func take(validity: ValidityBitmap?) -> TextArray {
        if offsets.count == 1 { offsets.append(0) }
        var codes = ValuesBuilder<UInt16>(capacity: self.codes.count)
        var offsets = ValuesBuilder<Int32>(capacity: Self.valueLimit + 1)
        swap(&codes, &self.codes)
        swap(&offsets, &self.offsets)
        let bytes = values.takeBytes(nextCapacity: max(values.count, 1_024))
        startAnew()
        return TextArray(
            codes: codes.finish(),
            offsets: offsets.finish(),
            bytes: bytes,
            validity: validity
        )
    }

    /// The slots so far in the plain layout, with room for more; starts anew.
    mutating func takePlain(spareCapacity: Int, spareBytes: Int) -> PlainTexts {
        let slotCount = codes.count
        var plain = PlainTexts(
            capacity: max(spareCapacity, slotCount),
            byteCapacity: max(spareBytes, values.count)
        )
        let bytes = values.takeBytes(nextCapacity: 1_024)
        for slot in 0..<slotCount {
            // A null slot before the first value has a code that no value answers to.
            let code = Int(codes[slot])
            let isText = code + 1 < offsets.count
            let range = isText ? Int(offsets[code])..<Int(offsets[code + 1]) : 0..<0
            plain.reserve(1, byteCount: range.count)
            plain.put(bytes, range.lowerBound, range.upperBound)
        }
        codes.truncate(to: 0)
        offsets.truncate(to: 0)
        startAnew()
        return plain
    }

    private mutating func startAnew() {
        if offsets.count == 0 { offsets.put(0) }
        buckets.fill(with: .max)
        (last, lastStart, lastCount) = (0, 0, -1)
    }
}

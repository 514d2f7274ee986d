// SPDX-License-Identifier: Apache-2.0

extension Gathering {
    /// The addresses of one text array's parts.
    @unsafe
    private struct Source {
        let offsets: UnsafePointer<Int32>
        let codes: UnsafePointer<UInt16>?
        let bytes: UnsafeRawPointer

        init(_ array: TextArray) {
            unsafe offsets = UnsafePointer(
                array.offsets.buffer.base.assumingMemoryBound(to: Int32.self)
            )
            unsafe codes = array.codes.map {
                unsafe UnsafePointer($0.buffer.base.assumingMemoryBound(to: UInt16.self))
            }
            unsafe bytes = UnsafeRawPointer(array.bytes.buffer.base + array.bytes.start)
        }

        @inline(__always)
        func range(_ row: Int32) -> (start: Int, end: Int) {
            let value = unsafe codes.map { unsafe Int($0[Int(row)]) } ?? Int(row)
            return unsafe (Int(offsets[value]), Int(offsets[value + 1]))
        }
    }

    /// Gathers texts into the plain layout.
    func texts(_ sources: [Column], _ validity: ValidityBitmap?) -> TextArray {
        let arrays = sources.map { column -> TextArray in
            switch column {
            case .text(let array), .json(let array): array
            default: column.isNot(.text)
            }
        }
        return withExtendedLifetime(arrays) {
            let addresses = unsafe arrays.map { unsafe Source($0) }
            return unsafe texts(addresses, validity)
        }
    }

    private func texts(_ sources: [Source], _ validity: ValidityBitmap?) -> TextArray {
        let span = positions.span
        var offsets = ValuesBuilder<Int32>(capacity: positions.count + 1)
        var total = 0
        offsets.put(0)
        for slot in span.indices {
            if span[slot].isRow {
                let range = unsafe sources[Int(span[slot].batch)].range(span[slot].row)
                total &+= range.end &- range.start
            }
            offsets.put(Int32(truncatingIfNeeded: total))
        }
        precondition(total <= Int32.max, "a text column of one batch holds at most 2 GiB")
        let gathered = Buffer(minimumCapacity: total)
        var to = unsafe gathered.base
        for slot in span.indices where span[slot].isRow {
            let source = unsafe sources[Int(span[slot].batch)]
            let range = unsafe source.range(span[slot].row)
            unsafe Self.copy(source.bytes + range.start, range.end &- range.start, &to)
        }
        return TextArray(
            offsets: offsets.finish(),
            bytes: Bytes(buffer: gathered, start: 0, count: total),
            validity: validity
        )
    }

    /// Copies 16 bytes at a time: what goes past the end, the next text covers.
    @inline(__always)
    private static func copy(
        _ from: UnsafeRawPointer,
        _ byteCount: Int,
        _ to: inout UnsafeMutableRawPointer
    ) {
        var offset = 0
        while offset < byteCount {
            unsafe to.storeBytes(
                of: from.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self),
                toByteOffset: offset,
                as: SIMD16<UInt8>.self
            )
            offset &+= 16
        }
        unsafe to += byteCount
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Bytes that a part of an aggregate's state is written to; only this process reads them, through `StateReader`.
///
/// A class, so that the writers of many parts can stand in an array.
final class StateWriter {
    private var bytes: ByteWriter

    init(capacity: Int = 448) {
        bytes = ByteWriter(capacity: capacity)
    }

    /// How many bytes were written.
    var byteCount: Int { bytes.count }

    /// Writes one value.
    func put<Value: BitwiseCopyable>(_ value: Value) {
        let byteCount = MemoryLayout<Value>.size
        unsafe bytes.appendUnsafely(upTo: byteCount) { room in
            unsafe room.storeBytes(of: value, as: Value.self)
            return byteCount
        }
    }

    /// Writes the states of these groups, in this order; a group without one gets `missing`.
    func put<State: BitwiseCopyable>(_ states: [State], of groups: Span<UInt32>, missing: State) {
        let stride = MemoryLayout<State>.stride
        let states = states.span
        unsafe bytes.appendUnsafely(upTo: groups.count * stride) { room in
            for index in groups.indices {
                let group = Int(groups[index])
                let state = group < states.count ? states[group] : missing
                unsafe room.storeBytes(of: state, toByteOffset: index &* stride, as: State.self)
            }
            return groups.count * stride
        }
    }

    /// Writes these values.
    func put<Value: BitwiseCopyable>(_ values: Span<Value>) {
        unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }

    /// Writes bytes after their count.
    func put(_ other: Bytes) {
        put(other.count)
        bytes.append(other)
    }

    /// Ends the writing.
    func finish() -> Bytes { bytes.takeBytes(nextCapacity: 0) }
}

/// Reads what a `StateWriter` wrote, in the same order.
struct StateReader {
    private let bytes: Bytes
    private var offset = 0

    init(_ bytes: Bytes) {
        self.bytes = bytes
    }

    /// Whether everything has been read.
    var isAtEnd: Bool { offset == bytes.count }

    /// Reads one value.
    mutating func take<Value: BitwiseCopyable>(_ type: Value.Type = Value.self) -> Value {
        let start = advance(by: MemoryLayout<Value>.size)
        return unsafe bytes.withUnsafeBytes {
            unsafe $0.loadUnaligned(fromByteOffset: start, as: Value.self)
        }
    }

    /// Reads that many values.
    mutating func take<Value: BitwiseCopyable>(
        _ count: Int,
        _ type: Value.Type = Value.self
    ) -> [Value] {
        let byteCount = count * MemoryLayout<Value>.stride
        let start = advance(by: byteCount)
        return unsafe bytes.withUnsafeBytes { source in
            unsafe [Value](unsafeUninitializedCapacity: count) { room, initializedCount in
                unsafe UnsafeMutableRawBufferPointer(room).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: source[start..<start + byteCount])
                )
                initializedCount = count
            }
        }
    }

    /// Reads bytes that stand after their count.
    mutating func takeBytes() -> Bytes {
        let byteCount = take(Int.self)
        let start = advance(by: byteCount)
        return bytes.slice(start..<start + byteCount)
    }

    private mutating func advance(by byteCount: Int) -> Int {
        precondition(byteCount <= bytes.count - offset, "state read past its end")
        defer { offset += byteCount }
        return offset
    }
}

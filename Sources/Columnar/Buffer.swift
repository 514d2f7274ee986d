// SPDX-License-Identifier: Apache-2.0

/// A stretch of memory that starts on a 64-byte boundary and may be read and written 64 bytes past its end.
///
/// A buffer has one writer until it is handed on; from then on it is only read. The memory comes from
/// `BufferPool` and goes back there.
@safe
public final class Buffer: @unchecked Sendable {
    // Sendable because the one writer is a noncopyable builder, and a finished buffer is never written again.

    /// How many bytes may be read and written past `capacity`, so that whole vectors can be copied.
    public static let slack = 64

    @usableFromInline let base: UnsafeMutableRawPointer
    /// How many bytes it holds, the slack not counted.
    public let capacity: Int

    /// Takes memory for at least `minimumCapacity` bytes; its contents are undefined.
    public init(minimumCapacity: Int) {
        let block = BufferPool.shared.take(byteCount: minimumCapacity + Buffer.slack)
        unsafe base = block.base
        capacity = block.byteCount - Buffer.slack
    }

    deinit {
        let block = unsafe MemoryBlock(base: base, byteCount: capacity + Buffer.slack)
        BufferPool.shared.giveBack(block)
    }
}

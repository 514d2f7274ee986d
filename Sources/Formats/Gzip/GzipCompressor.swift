// SPDX-License-Identifier: Apache-2.0

import CDeflate
import CISAL
public import Columnar
public import Diagnostics

/// Makes gzip members: ISA-L for levels 1 and 2, libdeflate for 3 to 12.
///
/// One owner at a time; reused, since its state is large.
/// Members that stand one after the other are one gzip file. Each has no name, the modification time 0 and the
/// operating system 255, so that the same bytes at the same level give the same member (levels 1 and 2: on the same
/// processor model).
@safe
public final class GzipCompressor {
    /// The level used unless another is asked for.
    public static let defaultLevel = 2
    /// The levels that there are, from fastest to smallest.
    public static let levels = 1...12

    /// The level.
    public let level: Int
    private let state: State

    /// The C library's handle, never null.
    @safe
    private enum State {
        case isal(OpaquePointer)
        case libdeflate(OpaquePointer)
    }

    /// Prepares to compress at one level.
    ///
    /// - Precondition: The level is one of `levels`.
    public init(level: Int = defaultLevel) {
        precondition(Self.levels.contains(level), "gzip levels go from 1 to 12")
        self.level = level
        let isISAL = level <= 2
        let handle =
            unsafe isISAL
            ? fjord_isal_create(Int32(level)) : libdeflate_alloc_compressor(Int32(level))
        guard let handle = unsafe handle else {
            preconditionFailure("out of memory for a compressor")
        }
        state = unsafe isISAL ? .isal(handle) : .libdeflate(handle)
    }

    deinit {
        switch state {
        case .isal(let handle): unsafe fjord_isal_destroy(handle)
        case .libdeflate(let handle): unsafe libdeflate_free_compressor(handle)
        }
    }

    /// Appends one member that unpacks to `plain`; no bytes give a valid empty member.
    ///
    /// - Throws: `compression-failed`, which no input is known to cause.
    public func appendMember(_ plain: Bytes, into writer: inout ByteWriter) throws(PipelineError) {
        let byteCount = unsafe plain.withUnsafeBytes { unsafe append($0, into: &writer) }
        guard byteCount > 0 else { throw .compressionFailed(level: level) }
    }

    /// The number of bytes appended; 0 when the library refuses.
    private func append(_ plain: UnsafeRawBufferPointer, into writer: inout ByteWriter) -> Int {
        let source = unsafe plain.baseAddress?.assumingMemoryBound(to: UInt8.self)
        var byteCount = 0
        unsafe writer.appendUnsafely(upTo: bound(plain.count)) { room in
            byteCount =
                switch state {
                case .isal(let handle):
                    unsafe fjord_isal_gzip(
                        handle,
                        source,
                        plain.count,
                        room.baseAddress?.assumingMemoryBound(to: UInt8.self),
                        room.count
                    )
                case .libdeflate(let handle):
                    unsafe libdeflate_gzip_compress(
                        handle,
                        plain.baseAddress,
                        plain.count,
                        room.baseAddress,
                        room.count
                    )
                }
            return byteCount
        }
        return byteCount
    }

    /// The most bytes that a member of so many plain bytes takes.
    private func bound(_ byteCount: Int) -> Int {
        switch state {
        // Stored blocks of 64 KiB with five bytes each, header and trailer; ISA-L wants some room to spare.
        case .isal: byteCount + byteCount / 8 + 4_096
        case .libdeflate(let handle): unsafe libdeflate_gzip_compress_bound(handle, byteCount)
        }
    }
}

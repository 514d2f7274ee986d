// SPDX-License-Identifier: Apache-2.0

import CISAL
import Columnar
import Diagnostics

/// Unpacks gzip, one member after the other, and checks length and CRC of each.
@safe
final class GzipInflater {
    /// Whether no member is open: before the first, and after each.
    private(set) var isBetweenMembers = true
    private(set) var memberCount = 0
    private let handle: OpaquePointer  // fjord_isal_inflater, never null

    init() {
        guard let handle = unsafe fjord_isal_inflater_create() else {
            preconditionFailure("out of memory for an inflater")
        }
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe fjord_isal_inflater_destroy(handle) }

    /// Unpacks from `packed` into at most `room` more bytes of `writer`.
    ///
    /// - Returns: How many packed bytes were used.
    /// - Throws: `malformed-gzip`.
    func inflate(
        _ packed: Bytes,
        into writer: inout ByteWriter,
        room: Int
    ) throws(PipelineError) -> Int {
        if isBetweenMembers { try begin(packed) }
        var left = packed.count, code: Int32 = 0
        unsafe writer.appendUnsafely(upTo: room) { memory in
            var free = room
            code = unsafe packed.withUnsafeBytes { bytes in
                unsafe fjord_isal_inflate(
                    handle,
                    bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    &left,
                    memory.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    &free
                )
            }
            return room - free
        }
        switch code {
        case 0: break
        case 1: (isBetweenMembers, memberCount) = (true, memberCount + 1)
        case Self.badWrapper, Self.badMethod: throw .notGzip(isFirst: memberCount == 0)
        default: throw .damagedGzip()
        }
        return packed.count - left
    }

    /// `ISAL_INVALID_WRAPPER` and `ISAL_UNSUPPORTED_METHOD`.
    private static let badWrapper: Int32 = -4
    private static let badMethod: Int32 = -5

    private func begin(_ packed: Bytes) throws(PipelineError) {
        let bytes = packed.span
        let isGzip = bytes[0] == 0x1F && (packed.count == 1 || bytes[1] == 0x8B)
        guard isGzip else { throw .notGzip(isFirst: memberCount == 0) }
        if memberCount > 0 { unsafe fjord_isal_inflater_reset(handle) }
        isBetweenMembers = false
    }
}

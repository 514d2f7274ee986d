// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Writes gzip, RFC 1952, without making anything smaller: clients see no difference.
enum Gzip {
    static func stored(_ body: ByteBuffer) -> ByteBuffer {
        var left = body
        var packed = ByteBuffer(bytes: [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
        repeat {
            let length = min(left.readableBytes, 65_535)
            let isLast = length == left.readableBytes
            packed.writeInteger(UInt8(isLast ? 1 : 0))
            packed.writeInteger(UInt16(length), endianness: .little)
            packed.writeInteger(~UInt16(length), endianness: .little)
            if var block = left.readSlice(length: length) { packed.writeBuffer(&block) }
        } while left.readableBytes > 0
        packed.writeInteger(checksum(body), endianness: .little)
        packed.writeInteger(UInt32(truncatingIfNeeded: body.readableBytes), endianness: .little)
        return packed
    }

    /// CRC-32 of a buffer's readable bytes.
    private static func checksum(_ body: ByteBuffer) -> UInt32 {
        var checksum = UInt32.max
        for byte in body.readableBytesView {
            checksum = table[Int(UInt8(truncatingIfNeeded: checksum) ^ byte)] ^ (checksum >> 8)
        }
        return ~checksum
    }

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in
            value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1
        }
    }
}

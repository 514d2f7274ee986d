// SPDX-License-Identifier: Apache-2.0

import CDeflate
import Testing

/// The plain bytes of each member of a gzip file.
func gzipMembers(_ file: [UInt8]) throws -> [[UInt8]] {
    let inflater = try unsafe #require(unsafe libdeflate_alloc_decompressor())
    defer { unsafe libdeflate_free_decompressor(inflater) }
    var members: [[UInt8]] = []
    var rest = file[...]
    while !rest.isEmpty {
        let (plain, byteCount) = try unsafe member(rest, inflater)
        members.append(plain)
        rest = rest.dropFirst(byteCount)
    }
    return members
}

private func member(
    _ file: ArraySlice<UInt8>,
    _ inflater: OpaquePointer
) throws -> (plain: [UInt8], byteCount: Int) {
    var readCount = 0
    var status = LIBDEFLATE_SUCCESS
    let plain = unsafe [UInt8](unsafeUninitializedCapacity: 2 << 20) { room, writtenCount in
        unsafe file.withUnsafeBytes { bytes in
            status = unsafe libdeflate_gzip_decompress_ex(
                inflater,
                bytes.baseAddress,
                bytes.count,
                room.baseAddress,
                room.count,
                &readCount,
                &writtenCount
            )
        }
    }
    try #require(status == LIBDEFLATE_SUCCESS)
    return (plain, readCount)
}

// SPDX-License-Identifier: Apache-2.0

import CDeflate
import Columnar
import Diagnostics

/// Unpacks one file of a zip archive, block after block, and checks its length and CRC.
///
/// The packed bytes are what gzip packs too; so they are given gzip's head and tail, and the one unpacker does both.
final class ZipMember {
    private let file: InputFile
    private let entry: ZipArchive.Entry
    private let inflater: GzipInflater?
    private var offset: Int
    private let end: Int
    /// What has been read and not yet unpacked.
    private var packed: Bytes
    private var hasTail = false
    private var checksum: UInt32 = 0
    private var plainCount = 0

    init(_ file: InputFile, _ entry: ZipArchive.Entry, start: Int) {
        self.file = file
        self.entry = entry
        inflater = entry.method == 8 ? GzipInflater() : nil
        packed = entry.method == 8 ? Bytes(copying: Self.gzipHead) : .empty
        offset = start
        end = start + entry.packedCount
    }

    /// At most `byteCount` further bytes; nil once all have been given and checked.
    func next(_ byteCount: Int) throws(PipelineError) -> Bytes? {
        guard let inflater else { return try nextStored(byteCount) }
        var writer = ByteWriter(capacity: byteCount)
        while writer.count < byteCount, inflater.memberCount == 0 {
            if packed.count == 0 { packed = try readPacked() }
            let before = writer.count, used = try inflate(with: inflater, &writer, upTo: byteCount)
            packed = packed.slice(used..<packed.count)
            if used == 0, writer.count == before { throw .damagedZip() }
        }
        plainCount += writer.count
        let isWhole = inflater.memberCount > 0
        // More than the list promises is a bomb or damage: nothing is gained by going on.
        guard isWhole ? plainCount == entry.plainCount : plainCount <= entry.plainCount else {
            throw .damagedZip()
        }
        return writer.count > 0 ? writer.finish() : nil
    }

    private func inflate(
        with inflater: GzipInflater,
        _ writer: inout ByteWriter,
        upTo byteCount: Int
    ) throws(PipelineError) -> Int {
        do {
            return try inflater.inflate(packed, into: &writer, room: byteCount - writer.count)
        } catch {
            throw .damagedZip()
        }
    }

    private func nextStored(_ byteCount: Int) throws(PipelineError) -> Bytes? {
        let bytes = try read(byteCount)
        checksum = unsafe bytes.withUnsafeBytes {
            unsafe libdeflate_crc32(checksum, $0.baseAddress, $0.count)
        }
        if offset == end, checksum != entry.checksum { throw .damagedZip() }
        return bytes.count > 0 ? bytes : nil
    }

    private func readPacked() throws(PipelineError) -> Bytes {
        if offset < end { return try read(UnpackedFile.blockByteCount) }
        guard !hasTail else { throw .damagedZip() }
        hasTail = true
        let tail = UInt64(entry.checksum) | UInt64(entry.plainCount) << 32
        return Bytes(copying: (0..<8).map { UInt8(truncatingIfNeeded: tail >> ($0 * 8)) })
    }

    private func read(_ byteCount: Int) throws(PipelineError) -> Bytes {
        let wanted = min(byteCount, end - offset)
        guard wanted > 0 else { return .empty }
        var writer = ByteWriter(capacity: wanted)
        guard try file.read(wanted, at: offset, into: &writer) > 0 else { throw .truncatedZip() }
        offset += writer.count
        return writer.finish()
    }

    /// Deflate, no name, no time, an unknown system.
    private static let gzipHead: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
}

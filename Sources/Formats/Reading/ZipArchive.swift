// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

/// The list of files at the end of a zip archive.
///
/// - Source: PKWARE's APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16.
struct ZipArchive {
    /// One file of the archive.
    struct Entry {
        let name: String
        let isEncrypted: Bool
        /// 0 is stored as it is, 8 is deflate.
        let method: Int
        let checksum: UInt32
        let packedCount: Int
        let plainCount: Int
        /// Where its own header stands.
        let offset: Int
    }

    /// The most bytes behind the list: its end record and the longest comment.
    private static let tailByteCount = 22 + 65_535
    /// A list longer than this is not read.
    private static let listByteLimit = 16 << 20

    private let file: InputFile
    private let byteCount: Int

    init(_ file: InputFile, byteCount: Int) {
        self.file = file
        self.byteCount = byteCount
    }

    /// Whether a file that starts so is an archive, an empty one included.
    static func begins(_ start: Bytes) -> Bool {
        start.count == 4 && [0x0403_4B50, 0x0605_4B50].contains(start.little(at: 0, 4))
    }

    /// The one file that the archive holds, folders and what macOS adds apart.
    ///
    /// - Throws: `malformed-zip` for any other number, and for what cannot be unpacked here.
    func onlyMember() throws(PipelineError) -> ZipMember {
        let entries = try entries().filter {
            !$0.name.hasSuffix("/") && !$0.name.hasPrefix("__MACOSX/")
        }
        guard entries.count == 1, let entry = entries.first else {
            throw entries.contains { $0.name == "[Content_Types].xml" }
                ? .officeDocument() : .zipOfMany(entries.count)
        }
        guard !entry.isEncrypted else { throw .encryptedZip() }
        guard entry.method == 0 || entry.method == 8 else { throw .unknownZipMethod(entry.method) }
        let header = try read(30, at: entry.offset)
        guard header.little(at: 0, 4) == 0x0403_4B50 else { throw .damagedZip() }
        let start = entry.offset + 30 + header.little(at: 26, 2) + header.little(at: 28, 2)
        guard start + entry.packedCount <= byteCount else { throw .damagedZip() }
        return ZipMember(file, entry, start: start)
    }

    private func entries() throws(PipelineError) -> [Entry] {
        let tail = try read(
            min(byteCount, Self.tailByteCount),
            at: max(0, byteCount - Self.tailByteCount)
        )
        guard let end = Self.endRecord(in: tail) else { throw .truncatedZip() }
        let count = tail.little(at: end + 10, 2)
        let (size, offset) = (tail.little(at: end + 12, 4), tail.little(at: end + 16, 4))
        guard count < 0xFFFF, offset < 0xFFFF_FFFF else { throw .largeZip() }
        guard offset + size <= byteCount, size <= Self.listByteLimit else { throw .damagedZip() }
        return try Self.entries(count, in: try read(size, at: offset))
    }

    /// The offset of the record that ends the archive; nil if there is none.
    private static func endRecord(in tail: Bytes) -> Int? {
        var at = tail.count - 22
        while at >= 0 {
            let isEnd = tail.little(at: at, 4) == 0x0605_4B50
            if isEnd, at + 22 + tail.little(at: at + 20, 2) == tail.count { return at }
            at -= 1
        }
        return nil
    }

    private static func entries(_ count: Int, in list: Bytes) throws(PipelineError) -> [Entry] {
        var entries: [Entry] = [], at = 0
        for _ in 0..<count {
            guard at + 46 <= list.count, list.little(at: at, 4) == 0x0201_4B50 else {
                throw .damagedZip()
            }
            let nameEnd = at + 46 + list.little(at: at + 28, 2)
            let next = nameEnd + list.little(at: at + 30, 2) + list.little(at: at + 32, 2)
            guard next <= list.count else { throw .damagedZip() }
            let entry = Entry(
                name: list.slice(at + 46..<nameEnd).text,
                isEncrypted: list.little(at: at + 8, 2) & 1 == 1,
                method: list.little(at: at + 10, 2),
                checksum: UInt32(list.little(at: at + 16, 4)),
                packedCount: list.little(at: at + 20, 4),
                plainCount: list.little(at: at + 24, 4),
                offset: list.little(at: at + 42, 4)
            )
            let largest = max(entry.packedCount, entry.plainCount, entry.offset)
            guard largest < 0xFFFF_FFFF else { throw .largeZip() }
            entries.append(entry)
            at = next
        }
        return entries
    }

    /// Exactly these bytes of the file.
    private func read(_ count: Int, at offset: Int) throws(PipelineError) -> Bytes {
        guard count > 0 else { return .empty }
        var writer = ByteWriter(capacity: count)
        while writer.count < count {
            let wanted = count - writer.count
            let got = try file.read(wanted, at: offset + writer.count, into: &writer)
            guard got > 0 else { throw .truncatedZip() }
        }
        return writer.finish()
    }
}

extension Bytes {
    /// A little-endian number of `width` bytes.
    fileprivate func little(at offset: Int, _ width: Int) -> Int {
        let bytes = span
        var value = 0
        for place in 0..<width { value |= Int(bytes[offset + place]) << (place * 8) }
        return value
    }
}

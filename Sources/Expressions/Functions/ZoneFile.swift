// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Reads a compiled zone of the system's tz database.
///
/// - Source: RFC 8536, TZif versions 2 to 4; version 1 ends in 2038 and has no footer.
enum ZoneFile {
    private static let folder = "/usr/share/zoneinfo"

    static func table(named name: String) -> TimeZoneTable? {
        guard isZoneName(name), let bytes = contents(of: "\(folder)/\(name)") else { return nil }
        return table(bytes)
    }

    /// Every zone that the system lists, for "did you mean".
    static func names() -> [String] {
        let bytes = contents(of: "\(folder)/tzdata.zi") ?? []
        var names: Set<String> = ["UTC"]
        for line in bytes.split(separator: 0x0A) {
            let words = String(decoding: line, as: UTF8.self).split(separator: " ")
            if words.count > 1, words[0] == "Z" { names.insert(String(words[1])) }
            if words.count > 2, words[0] == "L" { names.insert(String(words[2])) }
        }
        return names.sorted()
    }

    /// Names are paths below the database's folder, so that nothing else is ever opened.
    private static func isZoneName(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix("/") && !name.contains("..")
            && name.utf8.allSatisfy { byte in
                (0x41...0x5A).contains(byte & ~0x20) || (0x30...0x39).contains(byte)
                    || [0x2F, 0x5F, 0x2D, 0x2B].contains(byte)
            }
    }

    /// A file that does not open or does not read is a zone that the system does not have.
    private static func contents(of path: String) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let readCount = unsafe chunk.withUnsafeMutableBytes { buffer in
                unsafe read(descriptor, buffer.baseAddress, buffer.count)
            }
            if readCount < 0 { return nil }
            if readCount == 0 { return bytes }
            bytes += chunk[..<readCount]
        }
    }

    private struct Header {
        let version: UInt8
        let counts: [Int]

        /// Six counts: UT and standard indicators, leap seconds, transitions, types, name
        /// characters.
        init?(_ bytes: ArraySlice<UInt8>) {
            guard bytes.count >= 44, bytes.starts(with: "TZif".utf8) else { return nil }
            let start = bytes.startIndex
            version = bytes[start + 4]
            counts = (0..<6).map {
                Int(ZoneFile.integer(bytes, at: start + 20 + $0 * 4, byteCount: 4))
            }
        }

        func byteCount(timeSize: Int) -> Int {
            counts[3] * (timeSize + 1) + counts[4] * 6 + counts[5] + counts[2] * (timeSize + 4)
                + counts[1] + counts[0]
        }
    }

    static func table(_ bytes: [UInt8]) -> TimeZoneTable? {
        guard let first = Header(bytes[...]), first.version >= 0x32 else { return nil }
        let second = bytes.dropFirst(44 + first.byteCount(timeSize: 4))
        guard let header = Header(second), second.count >= 44 + header.byteCount(timeSize: 8) else {
            return nil
        }
        let body = second.startIndex + 44
        let (transitionCount, typeCount) = (header.counts[3], header.counts[4])
        let indexes = body + transitionCount * 8
        let types = indexes + transitionCount
        guard typeCount > 0, bytes[indexes..<types].allSatisfy({ Int($0) < typeCount }) else {
            return nil
        }
        let offsets = (0..<typeCount).map {
            integer(bytes[...], at: types + $0 * 6, byteCount: 4) * 1_000_000
        }
        // The first entry may stand for "since ever", far before any instant in microseconds.
        let bound = Int64.max / 1_000_000
        let starts = (0..<transitionCount).map {
            max(-bound, min(bound, integer(bytes[...], at: body + $0 * 8, byteCount: 8)))
                * 1_000_000
        }
        let footer = bytes[(body + header.byteCount(timeSize: 8))...]
            .drop { $0 == 0x0A }.prefix { $0 != 0x0A }
        return TimeZoneTable(
            starts: starts,
            offsets: bytes[indexes..<types].map { offsets[Int($0)] },
            firstOffset: offsets[0],
            rule: PosixZoneRule(String(decoding: footer, as: UTF8.self))
        )
    }

    /// A signed integer, most significant byte first.
    private static func integer(_ bytes: ArraySlice<UInt8>, at start: Int, byteCount: Int) -> Int64
    {
        var value: UInt64 = 0
        for byte in bytes[start..<start + byteCount] { value = value << 8 | UInt64(byte) }
        let shift = UInt64(64 - byteCount * 8)
        return Int64(bitPattern: value << shift) >> Int64(shift)
    }
}

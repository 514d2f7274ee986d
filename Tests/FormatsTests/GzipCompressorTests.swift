// SPDX-License-Identifier: Apache-2.0

import Columnar
import Formats
import Foundation
import Testing

@Suite("gzip members")
struct GzipCompressorTests {
    /// What the system's gzip makes of a file.
    private static func unpacked(_ packed: Bytes) throws -> Data {
        let name = "fjord-gzip-\(UUID().uuidString).gz"
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        defer { try? FileManager.default.removeItem(at: url) }
        try Data(bytes(packed)).write(to: url)
        let process = Process(), output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/gzip")
        process.arguments = ["-dc", url.path]
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return data
    }

    private static func bytes(_ bytes: Bytes) -> [UInt8] {
        bytes.span.indices.map { bytes.span[$0] }
    }

    private static func sample(_ count: Int, seed: UInt64) -> [UInt8] {
        var numbers = SeededNumbers(seed: seed)
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: numbers.next() % 7 + 0x30) }
    }

    @Test("joined members unpack to the joined bytes", arguments: GzipCompressor.levels)
    func roundTrip(level: Int) throws {
        let compressor = GzipCompressor(level: level)
        var writer = ByteWriter(), plain: [UInt8] = []
        for (seed, count) in [0, 1, 100, 70_000, 0, 1 << 20].enumerated() {
            let part = Self.sample(count, seed: UInt64(seed))
            plain += part
            try compressor.appendMember(Bytes(copying: part), into: &writer)
        }
        let unpacked = try Self.unpacked(writer.finish())
        #expect([UInt8](unpacked) == plain)
    }

    @Test("bytes that do not compress fit too", arguments: [1, 2, 6])
    func incompressible(level: Int) throws {
        var numbers = SeededNumbers(seed: 1)
        let plain = (0..<300_000).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
        var writer = ByteWriter()
        try GzipCompressor(level: level).appendMember(Bytes(copying: plain), into: &writer)
        let unpacked = try Self.unpacked(writer.finish())
        #expect([UInt8](unpacked) == plain)
    }

    @Test(
        "the header has no time and no name, and the same bytes come again",
        arguments: GzipCompressor.levels
    )
    func header(level: Int) throws {
        let plain = Bytes(copying: Self.sample(10_000, seed: 3))
        var first = ByteWriter(), second = ByteWriter()
        let compressor = GzipCompressor(level: level)
        try compressor.appendMember(plain, into: &first)
        try compressor.appendMember(Bytes.empty, into: &second)
        let emptyCount = second.count
        try compressor.appendMember(plain, into: &second)
        let packed = Self.bytes(first.finish()), both = Self.bytes(second.finish())
        #expect(Array(packed[0..<8]) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
        #expect(packed[9] == 255)
        #expect(packed == Array(both[emptyCount...]))
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Formats
import Foundation
import Testing

@Suite("Reading gzip")
struct GzipReadingTests {
    private static let lines = (0..<400).map {
        Array("{\"n\":\($0),\"t\":\"text \($0 * 7_919)\"}\n".utf8)
    }
    private static let plan = JSONDecodePlan(.lines, columns: [.field("n", .int64)])

    private static func rows(_ packed: [UInt8], block: Int = 1_000) throws -> [[String?]] {
        let cut = try CutFile([], .json(.lines), gzip: packed, block: block)
        return Decoded(plan, bytes: cut.blocks).rows
    }

    @Test("one member, one per line, empty ones between", arguments: [1, 2, 6, 12])
    func members(level: Int) throws {
        let all = (0..<400).map { [String?.some("\($0)")] }
        #expect(try Self.rows(gzip([Self.lines.flatMap { $0 }], level: level)) == all)
        #expect(try Self.rows(gzip(Self.lines, level: level), block: 7) == all)
        #expect(try Self.rows(gzip(Self.lines.flatMap { [[], $0] } + [[]], level: level)) == all)
        #expect(try Self.rows(gzip([[]], level: level)) == [])
    }

    @Test("a file that Python has written member by member, with name, comment and header checksum")
    func python() throws {
        let script = """
            import gzip, io, sys, zlib
            out = sys.stdout.buffer
            for i in range(50):
                b = io.BytesIO()
                with gzip.GzipFile(filename=f"part{i}.jsonl", mode="wb", fileobj=b, compresslevel=i % 10) as f:
                    for j in range(8): f.write(b'{"n":%d}\\n' % (i * 8 + j))
                out.write(b.getvalue())
            body = zlib.compressobj(9, zlib.DEFLATED, -15)
            text = b'{"n":400}\\n'
            packed = body.compress(text) + body.flush()
            head = b"\\x1f\\x8b\\x08\\x1e\\0\\0\\0\\0\\0\\x03" + b"\\x02\\0ab" + b"name\\0" + b"comment\\0"
            out.write(head + (zlib.crc32(head) & 0xffff).to_bytes(2, "little") + packed)
            out.write(zlib.crc32(text).to_bytes(4, "little") + len(text).to_bytes(4, "little"))
            """
        guard let packed = Self.python(script) else { return print("skipped: no python3") }
        #expect(try Self.rows(packed, block: 100) == (0..<401).map { ["\($0)"] })
    }

    private static func python(_ script: String) -> [UInt8]? {
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        process.standardOutput = pipe
        guard (try? process.run()) != nil else { return nil }
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? Array(output) : nil
    }

    @Test("cut off anywhere, it is refused")
    func truncated() throws {
        let packed = try gzip([Self.lines[0], Self.lines[1]])
        let first = try gzip([Self.lines[0]]).count
        for count in 1..<packed.count where count != first {
            let error = #expect(throws: PipelineError.self) {
                _ = try Self.rows(Array(packed.prefix(count)))
            }
            #expect(error?.code.name == "malformed-gzip")
            #expect(error?.message == "the compressed text ends too early", "at \(count)")
        }
    }

    @Test("damage and strangers are refused")
    func damaged() throws {
        let packed = try gzip([Self.lines[0]])
        var flipped = packed
        flipped[flipped.count - 6] ^= 1
        for (bytes, message) in [
            (flipped, "the compressed text is damaged"),
            (packed + [0], "something that is not gzip follows the compressed text"),
            (
                packed + Array("garbage".utf8),
                "something that is not gzip follows the compressed text"
            ),
            (Array("{\"n\":1}".utf8), "the file is not gzip"), ([], "the file is not gzip"),
        ] {
            let error = #expect(throws: PipelineError.self) { _ = try Self.rows(bytes) }
            #expect(error?.code.name == "malformed-gzip")
            #expect(error?.message == message)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Formats
import Foundation
import Testing

@Suite("Reading a zip archive of one file")
struct ZipReadingTests {
    /// Runs a script that writes `a.zip`, and reads it; nil without Python.
    private func read(_ script: String) throws -> Result<[UInt8], PipelineError>? {
        let folder = NSTemporaryDirectory() + "fjord-zip-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", "import zipfile\n" + script]
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        guard (try? process.run()) != nil else { return nil }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        return Self.unpacked(folder + "/a.zip")
    }

    private static func unpacked(_ path: String) -> Result<[UInt8], PipelineError> {
        Result { () throws(PipelineError) in
            let file = try UnpackedFile(path: path)
            var all: [UInt8] = []
            while let block = try file.next() {
                for at in 0..<block.count { all.append(block.span[at]) }
            }
            return all
        }
    }

    @Test(
        "stored or packed, empty or long, with comment and folders beside it",
        arguments: ["ZIP_STORED", "ZIP_DEFLATED"],
        [0, 1, 1_000, 300_000]
    )
    func sound(method: String, count: Int) throws {
        let script = """
            with zipfile.ZipFile("a.zip", "w", zipfile.\(method)) as archive:
                archive.writestr("folder/", b"")
                archive.writestr("x.txt", bytes(i * i % 251 for i in range(\(count))))
                archive.writestr("__MACOSX/._x.txt", b"y")
                archive.comment = b"PK\\x05\\x06" * 9
            """
        guard let read = try read(script) else { return print("skipped: no python3") }
        #expect(try read.get() == (0..<count).map { UInt8($0 * $0 % 251) })
    }

    @Test("one that is written without knowing its length before")
    func streamed() throws {
        let script = """
            class Pipe:
                def __init__(self, file): self.file = file
                def write(self, data): return self.file.write(data)
                def flush(self): pass
            with open("a.zip", "wb") as file:
                with zipfile.ZipFile(Pipe(file), "w", zipfile.ZIP_DEFLATED) as archive:
                    archive.writestr("x.txt", b"abc" * 1000)
            """
        guard let read = try read(script) else { return print("skipped: no python3") }
        #expect(try read.get().count == 3_000)
    }

    @Test("what cannot be read is named with a way out")
    func refused() throws {
        let write = "with zipfile.ZipFile('a.zip', 'w', zipfile.ZIP_DEFLATED) as archive:\n"
        let change =
            "data = bytearray(open('a.zip', 'rb').read())\n%\nopen('a.zip', 'wb').write(data)"
        let one = write + "    archive.writestr('x', bytes(range(256)) * 9)\n" + change
        for (script, message) in [
            (write + "    pass", "the zip archive holds no file"),
            (
                write + "    for n in 'ab': archive.writestr(n, b'1')",
                "the zip archive holds 2 files, and nothing says which is meant"
            ),
            (
                write + "    for n in ['[Content_Types].xml', 'b']: archive.writestr(n, b'1')",
                "the file is an office document, such as an Excel workbook"
            ),
            (
                "with zipfile.ZipFile('a.zip', 'w', zipfile.ZIP_BZIP2) as archive: archive.writestr('x', b'1')",
                "the zip archive is packed by method 12, not by deflate"
            ),
            (
                one.replacing("%", with: "at = data.rindex(b'PK\\x01\\x02'); data[at + 8] |= 1"),
                "the zip archive is encrypted"
            ),
            (
                one.replacing(
                    "%",
                    with: "at = data.rindex(b'PK\\x05\\x06'); data[at + 16:at + 20] = b'\\xff' * 4"
                ),
                "the zip archive is of the form for more than 4 GiB"
            ),
            (one.replacing("%", with: "data[40] ^= 255"), "the zip archive is damaged"),
            (
                one.replacing("%", with: "at = data.rindex(b'PK\\x01\\x02'); data[at + 16] ^= 1"),
                "the zip archive is damaged"
            ),
            (
                one.replacing("%", with: "at = data.rindex(b'PK\\x01\\x02'); data[at + 24] ^= 1"),
                "the zip archive is damaged"
            ),
            (one.replacing("%", with: "del data[-1]"), "the zip archive ends too early"),
        ] {
            guard let read = try read(script) else { return print("skipped: no python3") }
            #expect(throws: PipelineError.self) { try read.get() }
            guard case .failure(let error) = read else { continue }
            #expect(error.message == message)
            #expect(error.code.name == "malformed-zip")
            #expect(error.fix != nil)
        }
    }
}

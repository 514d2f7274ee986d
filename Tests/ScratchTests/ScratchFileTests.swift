// SPDX-License-Identifier: Apache-2.0

import Columnar
import Glibc
import Scratch
import Testing

@Suite("Scratch files")
struct ScratchFileTests {
    @Test("bytes come back from where they were put, and the file has no name")
    func bytesComeBack() throws {
        let folder = "/tmp/fjord-scratch-\(getpid())"
        defer { unsafe rmdir(folder) }
        let file = try ScratchSpace(memoryByteCount: 0, folder: folder).makeFile()
        let first = try file.append(Bytes("brunost"))
        let second = try file.append(Bytes("æøå"))
        #expect(try file.read(second).text == "æøå")
        #expect(try file.read(first).text == "brunost")
        #expect(unsafe rmdir(folder) == 0)
    }

    @Test("a space tells when its stages hold more than they may")
    func spaceTellsWhenFull() {
        let space = ScratchSpace(memoryByteCount: 100, folder: "/tmp")
        #expect(space.hold(100))
        #expect(!space.hold(1))
        space.release(2)
        #expect(space.hold(1))
    }
}

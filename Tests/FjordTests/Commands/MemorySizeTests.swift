// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Testing

@testable import Fjord

@Suite("--max-memory")
struct MemorySizeTests {
    @Test(
        "reads numbers with units, in any case",
        arguments: [
            ("512MB", 512_000_000), ("512mb", 512_000_000), ("512 MB", 512_000_000),
            ("64M", 64_000_000), ("1.5GB", 1_500_000_000), ("2GiB", 2 << 30), ("2g", 2_000_000_000),
            ("128MiB", 128 << 20), ("100000kB", 100_000_000), ("100000KiB", 102_400_000),
            ("33000000", 33_000_000), ("33000000B", 33_000_000),
        ]
    )
    func sizes(text: String, byteCount: Int) throws {
        #expect(try MemorySize(reading: text).byteCount == byteCount)
    }

    @Test(
        "takes nothing else",
        arguments: ["", "MB", "much", "-1GB", "1e9", "512XB", "1..5GB", "1 G B"]
    )
    func malformed(text: String) {
        let fault = #expect(throws: ValidationError.self) { try MemorySize(reading: text) }
        #expect(fault?.message == "write a size like 512MB, 1.5GB or 2GiB.")
    }

    @Test("has bounds", arguments: ["0", "31MB", "1B", "100000TB"])
    func bounds(text: String) {
        let fault = #expect(throws: ValidationError.self) { try MemorySize(reading: text) }
        #expect(
            fault?.message == "a run takes at least 32MB, and no machine has more than 1000TB."
        )
    }

    @Test("says on the command line what is wrong")
    func commandLine() throws {
        let fault = #expect(throws: (any Error).self) {
            try RootCommand.parseAsRoot(["run", "a.yaml", "--max-memory", "much"])
        }
        let message = fault.map { RootCommand.message(for: $0) }
        #expect(
            message == "The value 'much' is invalid for '--max-memory <size>': "
                + "write a size like 512MB, 1.5GB or 2GiB."
        )
        let parsed = try RootCommand.parseAsRoot(["run", "a.yaml", "--max-memory", "128MB"])
        let command = try #require(parsed as? RunCommand)
        #expect(command.machine.maxMemory.byteCount == 128_000_000)
        #expect(MemorySize.standard.description == "512MB")
    }

    @Test("leaves what the program itself takes out of what rows may take")
    func scratch() throws {
        #expect(MemorySize.standard.scratchByteCount == 448_000_000)
        #expect(try MemorySize(reading: "64MB").scratchByteCount == 16_000_000)
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation
import PluginTesting
import Testing

@testable import Vipps

@Suite("Damaged settlement files")
struct SettlementDamageTests {
    /// Cut after each byte, a file is refused or whole.
    private func checkCuts(_ bytes: [UInt8], name: String, from first: Int = 0) async throws {
        let folder = try SettlementFolder()
        try folder.write(bytes, to: name)
        let whole = try await folder.read(name)
        #expect(whole.rows.count > 1)
        var silent: [Int] = [], nameless: [String] = []
        for count in first..<bytes.count {
            try folder.write(Array(bytes.prefix(count)), to: name)
            do {
                if try await folder.read(name).rows != whole.rows { silent.append(count) }
            } catch let error as PipelineError {
                if !error.description.hasPrefix("partition \(name)") { nameless.append("\(error)") }
            }
        }
        #expect(silent == [], "\(name)")
        #expect(nameless == [], "\(name)")
    }

    @Test("a cut file is refused, or nothing is missing")
    func cuts() async throws {
        for (name, text) in [("3.xml", SettlementSamples.three), ("2.xml", SettlementSamples.two)] {
            let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
            try await checkCuts(Array(lines.joined().utf8), name: name)
        }
        try await checkCuts(Array(SettlementSamples.csv.utf8), name: "a.csv")
        let unended = SettlementSamples.csv.dropLast()
        try await checkCuts(Array(unended.utf8), name: "b.csv", from: unended.utf8.count - 200)
    }

    @Test("a cut archive is refused")
    func cutArchive() async throws {
        let folder = try SettlementFolder(["a.xml": SettlementSamples.three])
        let script = """
            import gzip, zipfile
            for name, method in [("d.zip", zipfile.ZIP_DEFLATED), ("s.zip", zipfile.ZIP_STORED)]:
                with zipfile.ZipFile(name, "w", method) as archive: archive.write("a.xml")
            gzip.open("a.gz", "wb").write(open("a.xml", "rb").read())
            """
        guard try Python.run(script, in: folder.path) else { return print("skipped: no python3") }
        for name in ["d.zip", "s.zip", "a.gz"] {
            try await checkCuts(try folder.bytes(name), name: name)
        }
    }

    @Test(
        "with a byte changed, a file is refused or read, and nothing else happens",
        arguments: ["a.xml", "a.csv"]
    )
    func changed(name: String) async throws {
        let text = name == "a.xml" ? SettlementSamples.three : SettlementSamples.csv
        let folder = try SettlementFolder()
        var numbers = SeededNumbers(seed: 7)
        for _ in 0..<700 {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &numbers) {
                let place = Int.random(in: 0..<bytes.count, using: &numbers)
                bytes[place] = UInt8.random(in: 0...255, using: &numbers)
            }
            try folder.write(bytes, to: name)
            do {
                _ = try await folder.read(name)
            } catch {
                if !(error is PipelineError) { Issue.record(error) }
            }
        }
    }

    @Test("a large file comes in several pages, and rows keep their order")
    func large() async throws {
        let first = try #require(SettlementSamples.three.range(of: "<TransactionInfo>"))
        let end = try #require(SettlementSamples.three.range(of: "<NumOfTransactions>"))
        let body = SettlementSamples.three[first.lowerBound..<end.lowerBound]
        let count = 6_000
        var text = String(SettlementSamples.three[..<first.lowerBound])
        for number in 0..<count {
            text += body.replacing("kiosk-0001", with: "k\(number)")
        }
        text += SettlementSamples.three[end.lowerBound...]
        let folder = try SettlementFolder(["a.xml": text])
        let read = try await folder.read("a.xml")
        #expect(read.readings[0].pages.count > 3)
        #expect(read.readings[0].pages.allSatisfy { $0.byteCount < 1_100_000 })
        let references = read.values("reference").compactMap { $0[0] }
        #expect(references == (0..<count).map { "k\($0)" })
        #expect(read.findings.map(\.rule) == ["settlement-totals"])
    }
}

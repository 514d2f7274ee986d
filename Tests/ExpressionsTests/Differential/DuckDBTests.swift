// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Compares random expressions with DuckDB's Python package; skipped without it.
///
/// `FJORD_DIFFERENTIAL_CASES` and `FJORD_DIFFERENTIAL_SEED` say how many and which.
@Suite("expressions mean what they mean in DuckDB")
struct DuckDBTests {
    private static let driver = PythonProgram(path: "differential/compare.py")
    static let isAvailable =
        PythonProgram.isInstalled && (try? driver.run(["check"]).status) == 0

    @Test(
        "random expressions over random columns",
        .enabled(if: isAvailable, "needs Python's duckdb: pip install duckdb; FJORD_PYTHON=…")
    )
    func agrees() throws {
        let environment = ProcessInfo.processInfo.environment
        let cases = environment["FJORD_DIFFERENTIAL_CASES"] ?? "2000"
        let seed = environment["FJORD_DIFFERENTIAL_SEED"] ?? "1"
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "fjord-differential-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let options = [folder.path, "--cases", cases, "--seed", seed]
        _ = try Self.driver.output(["generate"] + options)
        try evaluate(in: folder)
        let (status, report) = try Self.driver.run(["compare"] + options)
        print(report)
        #expect(status == 0, "\(report)")
    }

    private func evaluate(in folder: URL) throws {
        let text = try String(contentsOf: folder.appending(path: "cases.json"), encoding: .utf8)
        let encoder = JSONEncoder()
        var results = Data()
        for line in text.split(separator: "\n") {
            let block = try JSONDecoder().decode(CaseBlock.self, from: Data(line.utf8))
            results += try encoder.encode(BlockResults(block))
            results.append(0x0A)
        }
        try results.write(to: folder.appending(path: "results.jsonl"))
    }
}

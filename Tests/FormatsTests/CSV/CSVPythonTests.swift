// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Formats
import Foundation
import Testing

/// Files that Python's `csv` module has written, and what its reader makes of them.
@Suite("CSV against Python")
struct CSVPythonTests {
    private static let script = """
        import csv, io, json, random, sys
        pieces = ["a", '"', ",", ";", "\\n", "\\r\\n", "\\r", "å", "😀", " ", "'", "0.5", "x" * 70, ""]
        files = []
        def make(seed, all):
            r = random.Random(seed)
            width, quoting = r.randint(2, 6), r.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
            # Some versions leave a carriage return without quotes, which ends a row for their own reader too.
            quoting = csv.QUOTE_ALL if all else quoting
            mark, quote = r.choice([(",", '"'), (";", "'"), ("\\t", '"')])
            end = r.choice(["\\n", "\\r\\n", "\\r"])
            out = io.StringIO(newline="")
            w = csv.writer(out, delimiter=mark, quotechar=quote, lineterminator=end, quoting=quoting)
            w.writerow([f"c{i}" for i in range(width)])
            for _ in range(r.randint(0, 60)):
                w.writerow(["".join(r.choices(pieces, k=r.randint(0, 4))) for _ in range(width)])
            text = out.getvalue()
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, quotechar=quote))
            if any(len(row) != width for row in rows): return make(seed, True)
            return {"text": text, "mark": mark, "quote": quote, "rows": rows}
        for seed in range(120): files.append(make(seed, False))
        json.dump(files, sys.stdout)
        """

    private struct Sample: Decodable {
        let text: String
        let mark: String
        let quote: String
        let rows: [[String]]
    }

    @Test("both read the same")
    func same() throws {
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.script]
        process.standardOutput = pipe
        guard (try? process.run()) != nil else { return print("skipped: no python3") }
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return print("skipped: no python3") }
        let samples = try JSONDecoder().decode([Sample].self, from: output)
        #expect(samples.count == 120)
        for (seed, sample) in samples.enumerated() {
            var dialect = CSVDialect()
            dialect.delimiter = try #require(sample.mark.unicodeScalars.first)
            dialect.quote = sample.quote.unicodeScalars.first
            let names = sample.rows[0]
            let plan = CSVDecodePlan(dialect, columns: names.map { .field($0, .text) })
            let decoded = DecodedCSV(plan, sample.text, batchRows: 16)
            #expect(decoded.message == "", "seed \(seed)")
            #expect(
                decoded.rows.map { $0.map { $0 ?? "" } } == Array(sample.rows.dropFirst()),
                "seed \(seed)"
            )
        }
    }
}

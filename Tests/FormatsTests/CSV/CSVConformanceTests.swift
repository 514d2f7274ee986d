// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Formats
import Foundation
import Testing

/// The files of csv-spectrum, where a checkout has them beside the repository.
@Suite("CSV conformance")
struct CSVConformanceTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appendingPathComponent("../shared/conformance/csv").standardized

    private static let names: [String] = {
        let path = folder.appendingPathComponent("csvs").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        if names.isEmpty { print("skipped: no conformance data at \(path)") }
        return names.map { String($0.dropLast(".csv".count)) }.sorted()
    }()

    @Test("every file means what its JSON says", arguments: names)
    func means(name: String) throws {
        let csv = Bytes(
            copying: try Data(contentsOf: Self.folder.appendingPathComponent("csvs/\(name).csv"))
        )
        let json = try Data(contentsOf: Self.folder.appendingPathComponent("json/\(name).json"))
        let document = try JSONSerialization.jsonObject(with: json)
        // One file has a single record, and its JSON no list.
        let single = (document as? [String: Any]).map { [$0] }
        let records = try #require(document as? [[String: Any]] ?? single)
        var inference = SchemaInference(.csv(CSVDialect()))
        try inference.add(csv, number: 1, partition: nil)
        let columns = try inference.schema().names
        let plan = CSVDecodePlan(CSVDialect(), columns: columns.map { .field($0, .text) })
        for batchRows in [1, 2, 7, 16_384] {
            let decoded = DecodedCSV(plan, [csv], batchRows: batchRows)
            #expect(decoded.message == "")
            let found = decoded.rows.map { row in
                Dictionary(zip(columns, row.map { $0 ?? "" })) { first, _ in first }
            }
            // The two halves of this pair differ in the telephone number, in the data as it is published.
            if name == "location_coordinates" {
                #expect(
                    found[0]["Location Coordinates"] == records[0]["Location Coordinates"]
                        as? String
                )
                continue
            }
            #expect(found == records.map { $0.mapValues { "\($0)" } })
        }
    }
}

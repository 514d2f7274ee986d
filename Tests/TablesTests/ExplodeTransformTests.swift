// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Tables

@Suite("transform: explode")
struct ExplodeTransformTests {
    @Test("elements become rows, as they stand, and the other columns are repeated")
    func elementsBecomeRows() throws {
        let rows = try explode([
            #"[1, {"a":"x,]y"} ,[2,[]],"q\"]" , null]"#, "[]", nil, " [ ] ", #"["æ"]"#,
        ])
        #expect(
            rows == [
                #"0 1"#, #"0 {"a":"x,]y"}"#, #"0 [2,[]]"#, #"0 "q\"]""#, "0 null", #"4 "æ""#,
            ]
        )
    }

    @Test("empty and null lists give a row of their own on request, with no position")
    func emptyListsAreKept() throws {
        let rows = try explode(["[7,8]", "[]", nil], position: true, keepsEmpty: true)
        #expect(rows == ["0 7 1", "0 8 2", "1 null null", "2 null null"])
    }

    @Test("the elements before a value that is no list come out, then the row is named")
    func notAListNamesTheRow() throws {
        var emitted = 0
        let batch = batch(["[1,2]", #"{"a":1}"#, "[3]"])
        let error = #expect(throws: RowError.self) {
            try transform().apply(batch) { emitted += $0.rowCount }
        }
        #expect(emitted == 2)
        #expect(error?.row == 1)
        #expect(error?.code.name == "not-a-list")
    }

    @Test("a list longer than a batch is cut")
    func longListsAreCut() throws {
        let text = "[" + Array(repeating: "5", count: 40_000).joined(separator: ",") + "]"
        var counts: [Int] = []
        try transform().apply(batch([text])) { counts.append($0.rowCount) }
        #expect(counts == [16_384, 16_384, 7_232])
    }

    @Test("lists in a column of another type are refused")
    func otherTypesAreRefused() throws {
        let error = #expect(throws: PipelineError.self) {
            _ = try transform().outputSchema(for: Schema([Field("items", .text)]))
        }
        #expect(
            error?.message == "'items' is text, and only a column of type json holds lists"
        )
    }

    private func transform(
        position: Bool = false,
        keepsEmpty: Bool = false
    ) throws -> ExplodeTransform {
        var values: [String: StageOptions.Value] = [
            "column": .text("items"), "as": .text("item"), "keep_empty": .boolean(keepsEmpty),
        ]
        if position { values["position"] = .text("number") }
        return try ExplodeTransform(StageOptions(values))
    }

    private func batch(_ texts: [String?]) -> RecordBatch {
        RecordBatch(
            schema: Schema([Field("id", .int64), Field("items", .json)]),
            columns: [
                .int64(PrimitiveArray(Values(texts.indices.map { Int64($0) }))),
                .json(TextArray(texts)),
            ],
            rowCount: texts.count,
            origin: BatchOrigin(partition: nil, runs: [])
        )
    }

    private func explode(
        _ texts: [String?],
        position: Bool = false,
        keepsEmpty: Bool = false
    ) throws -> [String] {
        let transform = try transform(position: position, keepsEmpty: keepsEmpty)
        let input = batch(texts)
        let schema = try transform.outputSchema(for: input.schema)
        var rows: [String] = []
        try transform.apply(input) { output in
            #expect(output.schema == schema)
            guard case .int64(let ids) = output.columns[0],
                case .json(let items) = output.columns[1]
            else { return }
            for row in 0..<output.rowCount {
                var text = "\(ids.values[row]) \(items[row] ?? "null")"
                if position, case .int64(let numbers) = output.columns[2] {
                    let isValid = numbers.validity.map { $0[row] } ?? true
                    text += isValid ? " \(numbers.values[row])" : " null"
                }
                rows.append(text)
            }
        }
        return rows
    }
}

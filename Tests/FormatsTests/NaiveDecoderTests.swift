// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Formats
import Testing

@Suite("Against a decoder that goes row by row")
struct NaiveDecoderTests {
    private static let columns = plan(
        .field("t", .text),
        .field("i", .int64),
        .field("o.t", .text),
        .field("b", .boolean),
        .field("j", .json),
        .field("long name of a member", .text)
    )

    private static func record(_ json: inout RandomJSON) -> String {
        var members: [(String, String)] = []
        if json.chance(80) { members.append(("t", json.string(json.text()))) }
        if json.chance(80) {
            members.append(("i", "\(json.int(-99_999_999_999...99_999_999_999))"))
        }
        if json.chance(50) {
            members.append(("o", json.object([("t", json.string(json.text())), ("u", "1")])))
        }
        if json.chance(50) { members.append(("b", json.pick(["true", "false", "null"]))) }
        if json.chance(30) { members.append(("j", json.value(depth: 0))) }
        if json.chance(30) { members.append(("long name of a member", json.string(json.text()))) }
        for key in ["y", "z", "æ"] where json.chance(20) {
            members.append((key, json.value(depth: 0)))
        }
        return json.object(members)
    }

    /// One record the slow way; JSON columns as trees, since their text may be spelled differently.
    private static func row(_ record: JSONDocument) -> [JSONDocument?] {
        [
            record["t"], record["i"], record["o"]?["t"], record["b"], record["j"],
            record["long name of a member"],
        ]
    }

    private static func document(_ text: String?, _ type: DataType) throws -> JSONDocument? {
        guard let text else { return nil }
        switch type {
        case .text: return .string(text)
        case .int64: return .number(text)
        case .boolean: return .boolean(text == "true")
        default: return try JSONDocument(parsing: Bytes(text))
        }
    }

    @Test("random pages give the same rows at any batch size", arguments: 1...60)
    func sameRows(seed: UInt64) throws {
        var json = RandomJSON(seed: seed)
        let pages = (0..<json.int(1...4)).map { _ in
            json.page(recordCount: json.int(0...40), record: Self.record)
        }
        let expected = try pages.flatMap { page in
            try JSONDocument(parsing: Bytes(page))["items"]?.elements ?? []
        }
        for batchRows in [1, 2, 7, 16_384] {
            let decoded = Decoded(Self.columns, pages, batchRows: batchRows)
            #expect(decoded.error == nil, "seed \(seed)")
            #expect(decoded.rows.count == expected.count, "seed \(seed)")
            for (row, record) in zip(decoded.rows, expected) {
                let types = Self.columns.schema.fields.map(\.type)
                let found = try zip(row, types).map { try Self.document($0, $1) }
                #expect(found == Self.row(record), "seed \(seed)")
            }
        }
    }

    @Test("pages with bytes cut off or changed give rows or an error", arguments: 1...40)
    func mutations(seed: UInt64) {
        var json = RandomJSON(seed: seed)
        let valid = Array(json.page(recordCount: 6, record: Self.record).utf8)
        var scanner = JSONEnvelopeScanner()
        for _ in 0..<50 {
            var bytes = valid
            for _ in 0..<json.int(1...3) {
                let place = json.int(0...bytes.count - 1)
                switch json.int(0...3) {
                case 0: bytes.removeSubrange(place...)
                case 1: bytes[place] = UInt8(json.int(0...255))
                case 2: bytes[place] = json.pick(Array("{}[],:\"\\0-tfn".utf8))
                default: bytes.remove(at: place)
                }
                if bytes.isEmpty { bytes = [0x7B] }
            }
            let page = Bytes(copying: bytes)
            let isDocument = (try? JSONDocument(parsing: page)) != nil
            let decoded = Decoded(Self.columns, bytes: [page])
            #expect(isDocument || decoded.error != nil, "seed \(seed)")
            if !isDocument, let code = decoded.error?.code.name {
                #expect(
                    ["malformed-json", "wrong-type", "inexact-number", "unexpected-shape"].contains(
                        code
                    )
                )
            }
            #expect(decoded.rows == Decoded(Self.columns, bytes: [page], batchRows: 1).rows)
            #expect(decoded.message == Decoded(Self.columns, bytes: [page], batchRows: 2).message)
            if isDocument { #expect((try? scanner.scan(page)) != nil, "seed \(seed)") }
        }
    }

    @Test("thousands of unknown keys are counted, the last of them together")
    func manyKeys() {
        let records = (0..<6_000).map { "{\"key\($0)\":1,\"always\":2,\"i\":\($0)}" }
        let decoded = Decoded(Self.columns, [page(records.joined(separator: ","))])
        #expect(decoded.error == nil)
        #expect(decoded.rows.count == 6_000)
        #expect(decoded.unknown["always"] == 6_000)
        #expect(decoded.unknown["key1"] == 1)
        #expect(decoded.unknown.values.reduce(0, +) == 12_000)
    }
}

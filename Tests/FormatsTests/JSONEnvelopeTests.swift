// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Formats
import Testing

@Suite("Envelope and small documents")
struct JSONEnvelopeTests {
    private func scan(_ text: String) throws -> JSONEnvelope {
        var scanner = JSONEnvelopeScanner()
        return try scanner.scan(Bytes(text))
    }

    @Test("scalar members are found in any order, whatever the items hold")
    func members() throws {
        let items = #"[{"hasMore":true,"x":"]}\"[{"},[[{}]]]"#
        let envelope = try scan(
            "{\"tryLater\":null,\"items\":\(items), \"hasMore\" : false ,\"o\":{\"cursor\":1},"
                + "\"c\\u0075rsor\":\"a\\u00e6\\n\",\"n\":-1.50}"
        )
        #expect(envelope.text("cursor") == "aæ\n")
        #expect(envelope.bool("hasMore") == false)
        #expect(envelope.bool("tryLater") == nil)
        #expect(envelope.members["n"] == .number("-1.50"))
        #expect(envelope.members["items"] == nil && envelope.members["o"] == nil)
        #expect(try scan("\u{FEFF}{}").members.isEmpty)
        #expect(try scan("[1,2]").members.isEmpty)
        #expect(try scan(#"{"a":1,"a":2}"#).members["a"] == .number("2"))
        #expect(try scan(#"{"a":1,"a":null}"#).members["a"] == nil)
    }

    @Test(
        "a broken envelope is refused",
        arguments: [
            "", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"items\":[}", "{\"items\":[],",
            "{\"a\":tru}",
            "{\"a\":01}", "{} {}", "{\"a\":\"\\x\"}", "{\"a\":\"", "{a:1}", "{\"items\":[{]}", "]",
        ]
    )
    func broken(text: String) {
        let error = #expect(throws: PipelineError.self) { try scan(text) }
        #expect(error?.code.name == "malformed-json")
    }

    @Test("a document keeps numbers as they were written")
    func document() throws {
        let text =
            #"{"items":[{"ledgerId":"418207","n":1.10,"big":123456789012345678901}],"c":"","d":1,"d":2}"#
        let document = try JSONDocument(parsing: Bytes(text))
        let ledger = document["items"]?.elements?.first
        #expect(ledger?["ledgerId"]?.text == "418207")
        #expect(ledger?["n"] == .number("1.10"))
        #expect(ledger?["big"] == .number("123456789012345678901"))
        #expect(document["c"]?.text == "")
        #expect(document["d"] == .number("2"))
        #expect(document["none"] == nil)
    }
}

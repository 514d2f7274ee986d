// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

@Suite("upper and lower case")
struct CaseMappingTests {
    @Test("every code point is mapped as the standard library maps it")
    func everyCodePoint() {
        for number in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(number) else { continue }
            let text = String(scalar)
            if !scalar.properties.changesWhenLowercased, !scalar.properties.changesWhenUppercased,
                number > 0x3000, number % 97 != 0
            {
                continue
            }
            #expect(mapped(text, .lower) == text.lowercased(), "\(number)")
            #expect(mapped(text, .upper) == text.uppercased(), "\(number)")
        }
    }

    @Test(
        "texts",
        arguments: [
            "", "abcdefghijklmnopqrstuvwxyz@[`{", "ÆØÅ æøå", "Straße ŒUVRE", "ΣΊΣΥΦΟΣ",
            "İstanbul ı",
            "e\u{301}É👩‍💻ß😀Z", "ﬃ ΐ ᾷ Ǆ ꭰ 𐐀 𞤀", "1234567Æ", "12345678Æ9", "ABCDEFGHIJ\u{7F}Ø",
        ]
    )
    func texts(text: String) throws {
        let rows = batch(["s": .texts(["x", text, nil]), "d": .dictionary([text, nil, text])])
        let lower = text.lowercased(), upper = text.uppercased()
        #expect(try results(of: "lower(s)", over: rows) == ["x", lower, nil])
        #expect(try results(of: "upper(s)", over: rows) == ["X", upper, nil])
        #expect(try results(of: "lower(d)", over: rows) == [lower, nil, lower])
        #expect(
            try results(of: "s ilike '\(upper)'", over: rows)[1] == "\(lower == upper.lowercased())"
        )
    }

    private func mapped(_ text: String, _ mapping: CaseMapping) -> String {
        var writer = ByteWriter()
        let bytes = Bytes(text)
        mapping.append(bytes, 0..<bytes.count, to: &writer)
        return writer.text
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Mail

@Suite("Quoted-printable")
struct QuotedPrintableTests {
    private func encoded(_ text: String) -> String {
        var writer = ByteWriter()
        QuotedPrintable.append(text, to: &writer)
        return writer.finish().text
    }

    @Test(
        "characters that mail changes or reads are encoded",
        arguments: [
            ("plain", "plain\r\n"),
            ("", "\r\n"),
            ("a = b", "a =3D b\r\n"),
            ("blåbær 🫐", "bl=C3=A5b=C3=A6r =F0=9F=AB=90\r\n"),
            ("a\nb\r\nc\n", "a\r\nb\r\nc\r\n\r\n"),
            ("a\rb", "a=0Db\r\n"),
            ("trailing \ntab\t\nend", "trailing=20\r\ntab=09\r\nend\r\n"),
            (".dot\n..\na.", "=2Edot\r\n=2E.\r\na.\r\n"),
            ("From me\nFrom: x\na From b", "=46rom me\r\nFrom: x\r\na From b\r\n"),
            ("\u{0}\u{7F}", "=00=7F\r\n"),
        ]
    )
    func charactersAreEncoded(text: String, expected: String) {
        #expect(encoded(text) == expected)
    }

    @Test("76 characters fit on a line, 77 do not")
    func longestLine() {
        let line = String(repeating: "a", count: 76)
        #expect(encoded(line) == "\(line)\r\n")
        #expect(encoded(line + "b") == "\(line.dropLast())=\r\nab\r\n")
    }

    @Test("a line goes on without cutting an encoded byte, and stays dot-safe")
    func softBreaks() {
        let start = String(repeating: "a", count: 75)
        #expect(encoded(start.dropLast() + "øb") == "\(start.dropLast())=\r\n=C3=B8b\r\n")
        #expect(encoded(start + ".b") == "\(start)=\r\n=2Eb\r\n")
    }

    @Test("no line is longer than 76 characters or begins with a dot", arguments: 70...160)
    func everyLineIsShort(length: Int) {
        for unit in [".", "=", "ø", " ", "From ", "a.b ="] {
            let lines = encoded(String(repeating: unit, count: length)).split(separator: "\r\n")
            #expect(lines.allSatisfy { $0.utf8.count <= 76 && $0.first != "." })
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

@Suite("like and ilike")
struct LikeTests {
    @Test("random texts and patterns match as by the definition")
    func naive() throws {
        var random = SeededRandom(seed: 20_261_001)
        let letters = ["a", "b", "ø", "😀"], symbols = letters + ["%", "%", "_", "_"]
        for _ in 0..<4_000 {
            let text = random.word(of: letters, upTo: 9)
            let pattern = random.word(of: symbols, upTo: 8)
            let matcher = try LikeMatcher(pattern, escape: nil, ignoresCase: false)
            let expected = Self.matches(Array(text.unicodeScalars), Array(pattern.unicodeScalars))
            #expect(matcher.matches(text) == expected, "'\(text)' like '\(pattern)'")
        }
    }

    @Test("long pieces with _ match as by the definition")
    func longPieces() throws {
        var random = SeededRandom(seed: 7)
        for length in [62, 63, 64, 65, 127, 128, 129, 200] {
            let letters = (0..<length).map { _ in random.next() % 2 == 0 ? "a" : "ø" }
            let piece = letters.enumerated().map { $0.offset % 5 == 3 ? "_" : $0.element }
            let matcher = try LikeMatcher(
                "%\(piece.joined())%b",
                escape: nil,
                ignoresCase: false
            )
            let text = "aøa" + letters.joined() + "ø"
            #expect(matcher.matches(text + "b"))
            #expect(!matcher.matches(String(text.dropLast(6)) + "b"))
        }
    }

    @Test(
        "no pattern takes longer than a few looks at each byte",
        arguments: [
            (String(repeating: "%a", count: 5_000) + "%b", 1),
            (String(repeating: "%aa", count: 5_000) + "b%", 2),
            ("%" + String(repeating: "a", count: 16_000) + "b%", 2),
            ("%" + String(repeating: "a", count: 60) + "_b%", 1),
            ("%_" + String(repeating: "a", count: 2_000) + "b%", 32),
            (String(repeating: "%_", count: 5_000) + "%b%", 2),
            (String(repeating: "_", count: 16_000) + "%b%", 1),
            ("%b" + String(repeating: "_", count: 16_000), 0),
        ]
    )
    func hostile(pattern: String, looksPerByte: Int) throws {
        let text = String(repeating: "a", count: 1 << 20)
        let matcher = try LikeMatcher(pattern, escape: nil, ignoresCase: false)
        var steps = 0
        let isMatch = matcher.matches(text.utf8Span.span, steps: &steps)
        #expect(!isMatch)
        #expect(steps <= looksPerByte * text.utf8.count + pattern.utf8.count, "\(steps)")
    }

    @Test("no search for a text takes longer than a few looks at each byte")
    func hostileSearch() {
        let text = String(repeating: "a", count: 1 << 20)
        for wanted in [
            String(repeating: "a", count: 1 << 19) + "b", "aab", "b",
            String(repeating: "ab", count: 1_000), "b" + String(repeating: "a", count: 1_000),
        ] {
            var steps = 0
            let found = text.utf8Span.span.firstIndex(
                of: wanted.utf8Span.span,
                from: 0,
                steps: &steps
            )
            #expect(found == nil)
            #expect(steps <= 8 * text.utf8.count + 1_024, "\(steps)")
        }
    }

    @Test("a search that changes its way finds the first place")
    func longSearch() {
        let piece = String(repeating: "a", count: 300)
        for tail in ["b", "ab", "\(piece)b\(piece)b"] {
            let text = String(repeating: "a", count: 2_000) + tail
            let found = text.utf8Span.span.firstIndex(of: "\(piece)b".utf8Span.span, from: 0)
            #expect(
                found
                    == text.utf8.firstIndex(of: 0x62).map {
                        text.utf8.distance(from: text.startIndex, to: $0) - 300
                    }
            )
        }
    }

    @Test("a pattern is at most 16384 bytes long")
    func longPattern() throws {
        let long = String(repeating: "a", count: LikeMatcher.maximumByteCount + 1)
        #expect(
            faults(of: "'a' like '\(long)'")
                == ["<'\(long)'> the pattern has more than 16384 bytes [malformed-literal]"]
        )
        let rows = batch(["s": .texts([nil, "a"]), "p": .texts([long, long])])
        #expect(
            try rowFault(of: "s like p", over: rows)
                == "1: a pattern has more than 16384 bytes [invalid-argument]"
        )
        #expect(try result(of: "'a' like '\(long.dropLast())'") == "false")
    }

    @Test("patterns from columns")
    func columns() throws {
        let rows = batch([
            "s": .texts(["api:1", nil, "ÆØ", "", "a%"]),
            "d": .dictionary(["a", "b", "a", nil, "b"]),
            "p": .texts(["api%", "%", "æ_", "", "a!%"]),
        ])
        #expect(
            try results(of: "s like p escape '!'", over: rows)
                == ["true", nil, "false", "true", "true"]
        )
        #expect(
            try results(of: "s ilike p escape '!'", over: rows)
                == ["true", nil, "true", "true", "true"]
        )
        #expect(
            try results(of: "d like 'A'", over: rows) == ["false", "false", "false", nil, "false"]
        )
        #expect(
            try results(of: "d ilike 'A'", over: rows) == ["true", "false", "true", nil, "false"]
        )
        let dangling = batch(["s": .texts(["a", "a"]), "p": .texts(["a", "a!"])])
        #expect(
            try rowFault(of: "s like p escape '!'", over: dangling)
                == "1: the pattern 'a!' ends with its escape character [invalid-argument]"
        )
    }

    @Test(
        "texts and case",
        arguments: [
            ("'ÆØÅ' ilike 'æ%å'", "true"), ("'STRASSE' ilike 'strasse'", "true"),
            ("'Straße' ilike 'STRAßE'", "true"), ("'ΣΟΦΟΣ' ilike 'σοφο_'", "true"),
            ("'👩‍💻' like '___'", "true"), ("'e\u{301}' like '__'", "true"), ("'' ilike ''", "true"),
            ("'' like '_'", "false"), ("'' like '%_%'", "false"), ("null ilike 'a'", "null"),
            ("'a' like null", "null"), ("'x_y' like 'x\\_y' escape '\\'", "true"),
            ("'100%' like '%00!%' escape '!'", "true"), ("'😀' like '%_'", "true"),
            ("'aXbXc' like '%X%X%X%'", "false"), ("'abab' like 'ab%ab'", "true"),
            ("'aba' like 'ab%ba'", "false"),
        ]
    )
    func texts(expression: String, expected: String) throws {
        #expect(try result(of: expression) == expected)
    }

    /// The definition, by recursion.
    private static func matches(
        _ text: some RandomAccessCollection<Unicode.Scalar>,
        _ pattern: some RandomAccessCollection<Unicode.Scalar>
    ) -> Bool {
        guard let part = pattern.first else { return text.isEmpty }
        let rest = Array(pattern.dropFirst()), all = Array(text)
        if part == "%" { return (0...all.count).contains { matches(all[$0...], rest) } }
        guard let first = all.first, part == "_" || part == first else { return false }
        return matches(all[1...], rest)
    }
}

extension LikeMatcher {
    fileprivate func matches(_ text: String) -> Bool {
        var steps = 0
        return matches(text.utf8Span.span, steps: &steps)
    }
}

extension SeededRandom {
    fileprivate mutating func word(of letters: [String], upTo length: Int) -> String {
        let count = Int(next() % UInt64(length + 1))
        return (0..<count).map { _ in letters[Int(next() % UInt64(letters.count))] }.joined()
    }
}

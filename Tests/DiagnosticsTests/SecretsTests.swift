// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Testing

@Suite("secrets")
struct SecretsTests {
    @Test("every occurrence is masked, in errors too")
    func masked() {
        Secrets.register("s3cret-ærlig")
        #expect(Secrets.masked("a s3cret-ærlig b s3cret-ærlig") == "a *** b ***")
        let error = PipelineError(ErrorCode("c"), "key s3cret-ærlig", cause: "no s3cret-ærlig")
        #expect(error.description == "error: key *** [c]\n  = cause: no ***")
    }

    @Test("a secret that contains another leaves nothing of either")
    func nested() {
        Secrets.register("inner-7Q")
        Secrets.register("outer-inner-7Q-outer")
        #expect(Secrets.masked("x outer-inner-7Q-outer inner-7Q x") == "x *** *** x")
    }

    @Test("a secret is found behind its own beginning, and at either end")
    func repeated() {
        Secrets.register("zz-zz-key")
        #expect(Secrets.masked("zz-zz-zz-key") == "zz-***")
        #expect(Secrets.masked("zz-zz-keyzz-zz-ke") == "***zz-zz-ke")
    }

    @Test("short values mask nothing")
    func short() {
        Secrets.register("qzj")
        Secrets.register("")
        #expect(Secrets.masked("qzj") == "qzj")
    }
}

@Suite("suggestions")
struct SuggestionTests {
    @Test(
        "the nearest word, if it is near",
        arguments: [
            ("exlode", "explode"), ("Explode", "explode"), ("limti", "limit"), ("sort", "sort"),
            ("sor", "sort"), ("zzzzzz", nil), ("", nil),
        ] as [(String, String?)]
    )
    func nearest(word: String, expected: String?) {
        let words = ["explode", "limit", "sort", "join"]
        #expect(Suggestion.nearest(to: word, among: words) == expected)
    }

    @Test("of two equally near the first in the alphabet, of none nothing")
    func ties() {
        #expect(Suggestion.nearest(to: "cat", among: ["hat", "bat"]) == "bat")
        #expect(Suggestion.nearest(to: "cat", among: [String]()) == nil)
        #expect(Suggestion.nearest(to: "k", among: ["n", "m"]) == nil)
    }
}

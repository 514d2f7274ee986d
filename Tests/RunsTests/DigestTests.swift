// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Runs

@Suite struct DigestTests {
    /// FIPS 180-4 examples, as published by NIST.
    @Test(
        "known digests",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ]
    )
    func known(text: String, digest: String) {
        #expect(Digest.hex(of: text) == digest)
    }

    @Test("cuts do not matter")
    func cuts() {
        var digest = Digest()
        for part in ["a", "", "bc"] { digest.update(Bytes(part)) }
        #expect(digest.finish() == Digest.hex(of: "abc"))
    }

    @Test("the parameter hash knows names and values, not their order")
    func parameterHash() throws {
        var description = try SalesRun(folder: "/", content: "").description
        func hash(_ parameters: [RunDescription.Parameter]) -> String {
            description.parameters = parameters
            return description.parameterHash
        }
        #expect(
            hash([.init("a", "1"), .init("b", "2")]) == hash([.init("b", "2"), .init("a", "1")])
        )
        #expect(hash([.init("a", "1")]) != hash([.init("a", "2")]))
        #expect(hash([.init("a", "1\nb=2")]) != hash([.init("a", "1"), .init("b", "2")]))
    }

    @Test("an identity knows its settings, not the connection's name")
    func identity() {
        let one = ConnectionIdentity(
            name: "one",
            type: "vipps",
            settings: [.init("b", "x y"), .init("a", "1")]
        )
        #expect(one.text == "vipps a=1 b=x%20y")
        let two = ConnectionIdentity(name: "two", type: "sandbox", settings: [.init("seed", "7")])
        #expect(ConnectionIdentity.text(of: [two, one]) == "vipps a=1 b=x%20y\nsandbox seed=7")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Digests

@Suite("digests")
struct DigestTests {
    /// Examples of FIPS 180-4, as published by NIST, and of RFC 1321.
    @Test(
        "known digests",
        arguments: [
            (
                Digest.Algorithm.sha256, "",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            ),
            (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (.md5, "", "d41d8cd98f00b204e9800998ecf8427e"),
            (.md5, "message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        ]
    )
    func known(algorithm: Digest.Algorithm, text: String, expected: String) throws {
        guard var digest = Digest(algorithm) else {
            Issue.record("libcrypto offers no \(algorithm)")
            return
        }
        digest.update(Bytes(text))
        #expect(digest.finish() == expected)
    }

    @Test("cuts do not matter")
    func cuts() {
        var digest = Digest()
        for part in ["a", "", "bc"] { digest.update(Bytes(part)) }
        #expect(digest.finish() == Digest.hex(of: "abc"))
    }

    @Test("one digest serves text after text")
    func reuse() {
        var digest = Digest()
        var writer = ByteWriter()
        let bytes = Bytes("xabcabc")
        digest.put(of: bytes, 1..<4, into: &writer)
        digest.put(of: bytes, 4..<4, into: &writer)
        digest.put(of: bytes, 4..<7, into: &writer)
        let abc = Digest.hex(of: "abc")
        #expect(writer.text == abc + Digest.hex(of: "") + abc)
    }
}

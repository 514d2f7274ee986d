// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import Expressions

@Suite("digests of texts")
struct HashFunctionTests {
    /// Computed with the commands sha256sum and md5sum.
    @Test(
        "known digests",
        arguments: [
            (
                "sha256('')",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            ),
            (
                "sha256('æøå')",
                "6c228cdba89548a1af198f33819536422fb01b66e51f761cf2ec38d1fb4178a6"
            ),
            ("md5('')", "d41d8cd98f00b204e9800998ecf8427e"),
            ("md5('æøå')", "93c0abe43cfa5d4f4fbdd46694442182"), ("sha256(null)", "null"),
            ("md5(null)", "null"),
        ]
    )
    func known(expression: String, expected: String) throws {
        #expect(try result(of: expression) == expected)
    }

    @Test("columns of either layout, with nulls")
    func columns() throws {
        let texts: [String?] = ["a", nil, "a", "😀"]
        let expected = [
            "0cc175b9c0f1b6a831c399e269772661", nil, "0cc175b9c0f1b6a831c399e269772661",
            "2a02eac39d716a70ecf37579185927b6",
        ]
        #expect(try results(of: "md5(s)", over: batch(["s": .texts(texts)])) == expected)
        #expect(try results(of: "md5(s)", over: batch(["s": .dictionary(texts)])) == expected)
    }
}

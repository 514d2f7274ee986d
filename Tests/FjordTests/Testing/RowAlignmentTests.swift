// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Fjord

@Suite("Expected rows beside those that came")
struct RowAlignmentTests {
    /// One letter a row: `=b` differs, `-b` missing, `+b` extra.
    private func steps(_ expected: String, _ actual: String) -> String {
        let expected = Array(expected), actual = Array(actual)
        let steps = RowAlignment.steps(
            expectedCount: expected.count,
            actualCount: actual.count
        ) { expected[$0] == actual[$1] }
        return steps.map { step in
            switch step {
            case .differs(let left, let right): "\(expected[left])=\(actual[right])"
            case .missing(let left): "-\(expected[left])"
            case .extra(let right): "+\(actual[right])"
            }
        }.joined(separator: " ")
    }

    @Test(
        "equal rows stay, what lies between is paired",
        arguments: [
            ("", "", ""), ("abc", "abc", ""), ("abc", "axc", "b=x"), ("abc", "bc", "-a"),
            ("bc", "abc", "+a"), ("abc", "abxc", "+x"), ("ab", "ba", "-a +a"), ("", "ab", "+a +b"),
            ("ab", "", "-a -b"), ("abcd", "axyd", "b=x c=y"), ("abcd", "axd", "b=x -c"),
            ("aad", "ad", "-a"),
        ]
    )
    func steps(expected: String, actual: String, shown: String) {
        #expect(steps(expected, actual) == shown)
    }

    @Test("very many rows are compared by their positions")
    func many() {
        let steps = RowAlignment.steps(expectedCount: 5_000, actualCount: 5_001) { $0 == $1 }
        #expect(steps == [.extra(actual: 5_000)])
    }
}

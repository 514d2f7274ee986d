// SPDX-License-Identifier: Apache-2.0

/// Lays expected rows beside those that came, so that one row too few or too many does not make all others differ.
enum RowAlignment {
    /// What is said of one row or pair of rows that is not as expected; positions count from 0.
    enum Step: Hashable {
        case differs(expected: Int, actual: Int)
        case missing(expected: Int)
        case extra(actual: Int)
    }

    /// Beyond so many comparisons rows are compared by their positions alone.
    private static let mostComparisons = 4_000_000

    /// What differs, in order: the longest run of equal rows stays, and what lies between is paired row by row.
    static func steps(
        expectedCount: Int,
        actualCount: Int,
        isEqual: (_ expected: Int, _ actual: Int) -> Bool
    ) -> [Step] {
        var steps: [Step] = []
        var expected = 0, actual = 0
        let pairs = equalPairs(expectedCount, actualCount, isEqual)
        for pair in pairs + [(expectedCount, actualCount)] {
            let paired = min(pair.0 - expected, pair.1 - actual)
            for offset in 0..<paired {
                steps.append(.differs(expected: expected + offset, actual: actual + offset))
            }
            steps += (expected + paired..<pair.0).map { .missing(expected: $0) }
            steps += (actual + paired..<pair.1).map { .extra(actual: $0) }
            (expected, actual) = (pair.0 + 1, pair.1 + 1)
        }
        return steps
    }

    /// Rows that are equal and stay in order, as many as possible.
    private static func equalPairs(
        _ expectedCount: Int,
        _ actualCount: Int,
        _ isEqual: (Int, Int) -> Bool
    ) -> [(Int, Int)] {
        let width = actualCount + 1
        let (product, overflows) = expectedCount.multipliedReportingOverflow(by: actualCount)
        guard !overflows, product <= mostComparisons else {
            return (0..<min(expectedCount, actualCount)).filter { isEqual($0, $0) }.map { ($0, $0) }
        }
        // How many rows of what is left are equal, from each pair of positions on.
        var lengths = [Int32](repeating: 0, count: (expectedCount + 1) * width)
        var equal = [Bool](repeating: false, count: expectedCount * width)
        for row in (0..<expectedCount).reversed() {
            for column in (0..<actualCount).reversed() {
                let at = row * width + column
                equal[at] = isEqual(row, column)
                lengths[at] =
                    equal[at]
                    ? lengths[at + width + 1] + 1 : max(lengths[at + width], lengths[at + 1])
            }
        }
        return walk(lengths, equal, expectedCount, actualCount)
    }

    private static func walk(
        _ lengths: [Int32],
        _ equal: [Bool],
        _ expectedCount: Int,
        _ actualCount: Int
    ) -> [(Int, Int)] {
        let width = actualCount + 1
        var pairs: [(Int, Int)] = []
        var row = 0, column = 0
        while row < expectedCount, column < actualCount {
            let at = row * width + column
            if equal[at] {
                pairs.append((row, column))
                (row, column) = (row + 1, column + 1)
            } else if lengths[at + width] >= lengths[at + 1] {
                row += 1
            } else {
                column += 1
            }
        }
        return pairs
    }
}

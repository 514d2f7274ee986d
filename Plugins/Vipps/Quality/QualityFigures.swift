// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The counts of one endpoint, and what follows from them.
struct QualityFigures: Sendable, Hashable {
    /// Requests in all; nil where the report does not say.
    var total: Int64?
    /// Answers with a status of 2xx.
    var successes: Int64?
    /// Answers with each of the other statuses that the report counts.
    var failures: [Int64?]
    /// The percentage that the report gives, in units of its decimals; nil where it gives none.
    var rate: Percentage?

    private var counts: [Int64?] { [successes] + failures }

    /// The sum of the answers whose statuses are counted; nil if one is missing or it is beyond 64 bits.
    private var sum: Int64? {
        counts.reduce(0 as Int64?) { sum, count in
            guard let sum, let count else { return nil }
            let (next, overflow) = sum.addingReportingOverflow(count)
            return overflow ? nil : next
        }
    }

    /// Answers whose status is not counted; negative where more answers are counted than requests.
    var others: Int64? {
        guard let total, let sum else { return nil }
        let (rest, overflow) = total.subtractingReportingOverflow(sum)
        return overflow ? nil : rest
    }

    /// The percentage of answers outside 2xx; nil without traffic, or where the counts cannot be.
    var failingRate: Percentage? {
        guard let total, let successes, total > 0, (0...total).contains(successes) else {
            return nil
        }
        return Percentage(total - successes, of: total)
    }

    /// Whether no more answers are counted than requests; nil where a count is missing.
    var sumsAddUp: Bool? { others.map { $0 >= 0 } }

    /// Whether the percentage fits the counts, within half of one percent; nil without traffic, or where it is missing.
    var rateAgrees: Bool? {
        guard let rate, let total, let successes, total > 0, successes >= 0 else { return nil }
        // Multiplied out, so that nothing is rounded.
        let difference = rate.units * Int128(total) - Percentage.hundred * Int128(successes)
        return difference.magnitude <= Percentage.tolerance * UInt128(total)
    }

    /// Whether nothing is missing or negative, and the percentage is one; without traffic there need be none.
    var countsPlausible: Bool {
        guard let total, total >= 0, counts.allSatisfy({ ($0 ?? -1) >= 0 }) else { return false }
        guard let rate else { return total == 0 }
        return (0...Percentage.hundred).contains(rate.units)
    }
}

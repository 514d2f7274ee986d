// SPDX-License-Identifier: Apache-2.0

import Columnar

@testable import Expressions

/// The same aggregates by plain loops over rows, as text: what the accumulators are compared with.
enum NaiveAggregate {
    /// Groups in order of first appearance; each with its keys and rows.
    static func groups(
        _ rows: [SampleRow],
        by keys: [(SampleRow) -> String]
    ) -> [(keys: [String], rows: [SampleRow])] {
        var groups: [(keys: [String], rows: [SampleRow])] = keys.isEmpty ? [([], [])] : []
        var index: [[String]: Int] = keys.isEmpty ? [[]: 0] : [:]
        for row in rows {
            let key = keys.map { $0(row) }
            let group = index[key] ?? groups.count
            if group == groups.count {
                groups.append((key, []))
                index[key] = group
            }
            groups[group].rows.append(row)
        }
        return groups
    }

    static func sum(_ numbers: [Int128]) -> Int128? {
        numbers.isEmpty ? nil : numbers.reduce(0, +)
    }

    /// The quotient, half away from zero, by schoolbook arithmetic.
    static func divide(_ dividend: Int128, _ divisor: Int128) -> Int128 {
        let quotient = (2 * abs(dividend) + divisor) / (2 * divisor)
        return dividend < 0 ? -quotient : quotient
    }

    /// `digits` with a point before the last `scale`.
    static func decimal(_ digits: Int128?, scale: Int) -> String {
        guard let digits else { return "null" }
        let power = (0..<scale).reduce(Int128(1)) { power, _ in power * 10 }
        let fraction = String(abs(digits) % power)
        let zeros = String(repeating: "0", count: scale - fraction.count)
        return "\(digits < 0 ? "-" : "")\(abs(digits) / power).\(zeros)\(fraction)"
    }

    static func money(_ units: Int128?, _ currency: Currency?) -> String {
        guard let units, let currency else { return "null" }
        return "\(decimal(units, scale: 2)) \(currency)"
    }

    static func text(_ text: String?) -> String {
        guard let text else { return "null" }
        let array = TextArray([text])
        return KeyText.text(of: .text(array), slot: 0)
    }

    static func day(_ days: Int32?) -> String {
        days.map { CalendarDate(daysSinceEpoch: $0).description } ?? "null"
    }

    static func shown(_ value: (some CustomStringConvertible)?) -> String {
        value?.description ?? "null"
    }
}

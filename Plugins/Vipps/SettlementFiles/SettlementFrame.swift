// SPDX-License-Identifier: Apache-2.0

import FjordKit
import XML

/// A record of the XML that is being read: its values so far, and where each stands.
struct SettlementFrame {
    let record: SettlementRecord
    let rule: RecordRule
    let place: XMLPlace
    private var values: [(text: String, place: XMLPlace)?]

    init(_ record: SettlementRecord, _ rule: RecordRule, at place: XMLPlace) {
        self.record = record
        self.rule = rule
        self.place = place
        values = Array(repeating: nil, count: rule.values.count)
    }

    /// Takes a value.
    ///
    /// - Throws: The same value a second time.
    mutating func take(_ text: String, as slot: Int, at place: XMLPlace) throws {
        guard values[slot] == nil else {
            throw SettlementFaults.twice(name(of: slot), in: rule.name, at: place)
        }
        values[slot] = (text, place)
    }

    /// Checks that nothing is missing that belongs before the records within, or that belongs anywhere.
    func check(isEnd: Bool, at place: XMLPlace) throws {
        for name in rule.heads + (isEnd ? rule.totals : []) where find(name) == nil {
            throw SettlementFaults.missing(name, in: rule.name, beginning: self.place, at: place)
        }
    }

    /// The text of a value; nil if it is missing or empty.
    func text(_ name: String) -> String? {
        guard let text = find(name)?.text, !text.isEmpty else { return nil }
        return text
    }

    /// The text of a value without the white space around it.
    ///
    /// - Throws: An empty one.
    func word(_ name: String) throws -> String {
        let text = trimmed(name)
        guard !text.isEmpty else { throw fault(name, "is empty") }
        return text
    }

    /// A day, `2025-03-14` or `14.03.2025`.
    func time(_ name: String) throws -> WrittenTime {
        guard let time = WrittenTime(trimmed(name)) else {
            throw fault(name, "is no day such as 2025-03-14")
        }
        return time
    }

    /// A currency.
    func currency(_ name: String) throws -> Currency {
        guard let currency = Currency(trimmed(name)) else {
            throw fault(name, "is no currency of ISO 4217, such as NOK")
        }
        return currency
    }

    /// A count.
    func count(_ name: String) throws -> Int64 {
        guard let count = Int64(trimmed(name)), count >= 0 else {
            throw fault(name, "is no count")
        }
        return count
    }

    /// An amount in minor units.
    func amount(_ name: String, _ currency: Currency) throws -> Int64 {
        do throws(AmountText.Fault) {
            return try AmountText.minorUnits(trimmed(name), currency)
        } catch {
            throw fault(name, error.words)
        }
    }

    /// The fault of a value that is there.
    func fault(_ name: String, _ what: String) -> PipelineError {
        SettlementFaults.value(
            find(name)?.text ?? "",
            of: name,
            what,
            at: find(name)?.place ?? place
        )
    }

    private func trimmed(_ name: String) -> String {
        guard let text = find(name)?.text else { return "" }
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        let start = text.drop(while: isSpace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }

    private func find(_ name: String) -> (text: String, place: XMLPlace)? {
        guard let slot = rule.values[name] else {
            preconditionFailure("\(rule.name) has no value \(name)")
        }
        return values[slot]
    }

    private func name(of slot: Int) -> String {
        rule.values.first { $0.value == slot }?.key ?? ""
    }
}

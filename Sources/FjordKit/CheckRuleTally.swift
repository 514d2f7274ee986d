// SPDX-License-Identifier: Apache-2.0

public import Columnar
import Expressions

/// Counts what breaks one rule of a check over the rows of one run.
///
/// A rule over rows holds a few examples; one over the run holds its groups and, for `count(distinct)` and the like,
/// their different values, in memory.
public struct CheckRuleTally: Sendable {
    private let rule: CheckRule
    private var broken: BrokenRows
    private var rowCount = 0
    private let groups: RunGroups?
    /// The columns that examples show.
    private let shown: [String]

    /// Starts without rows.
    ///
    /// - Parameters:
    ///   - rule: What is asked.
    ///   - exampleLimit: How many breaks are shown.
    ///   - columns: The columns that a row is shown with, beside those that the rule reads.
    public init(_ rule: CheckRule, exampleLimit: Int, showing columns: [String]) {
        self.rule = rule
        broken = BrokenRows(exampleLimit: exampleLimit)
        switch rule.judgement {
        case .rows(let expectation):
            groups = nil
            shown = columns + expectation.columns.sorted().filter { !columns.contains($0) }
        case .run(let expectation, let keys):
            groups = RunGroups(expectation, by: keys)
            shown = []
        }
    }

    /// Judges rows, or adds them to those that are judged together; null is no proof, and breaks a rule over rows.
    ///
    /// - Throws: `RowError` for the lowest row over which the rule cannot be evaluated.
    public mutating func add(_ batch: RecordBatch) throws {
        do throws(RowError) {
            switch rule.judgement {
            case .rows(let expectation):
                let breaks = try expectation.selectedRows(of: batch).inverted
                let columns = batch.schema.fields.indices.filter { index in
                    shown.contains(batch.schema.fields[index].name)
                }
                broken.add(breaks, of: batch, showing: columns)
            case .run: break
            }
        } catch {
            throw error.of(rule: rule.name)
        }
        try groups?.add(batch, firstRow: rowCount, rule.name)
        rowCount += batch.rowCount
    }

    /// What there is to say after the last row; nil if the rule holds.
    ///
    /// - Throws: `PipelineError` if an aggregate has no result, as a sum over two currencies has none.
    public mutating func finish() throws -> Finding? {
        guard let groups else {
            guard broken.count > 0 else { return nil }
            let some = Self.counted(broken.count, of: rowCount, "row")
            return finding(some)
        }
        let groupCount = try groups.finish(rule.name, into: &broken)
        guard broken.count > 0 else { return nil }
        guard groups.isOne else {
            return finding(Self.counted(broken.count, of: groupCount, "group"))
        }
        broken.count = 0
        let rows = "\(rowCount.groupedDigits) \(rowCount == 1 ? "row" : "rows")"
        return finding("it does not hold over \(rows)")
    }

    private func finding(_ words: String) -> Finding {
        Finding(
            rule.level,
            rule: rule.name,
            rule.message.map { "\($0): \(words)" } ?? words,
            count: broken.count,
            examples: broken.examples
        )
    }

    private static func counted(_ count: Int, of whole: Int, _ thing: String) -> String {
        let things = whole == 1 ? thing : thing + "s"
        return
            "\(count.groupedDigits) of \(whole.groupedDigits) \(things) \(count == 1 ? "breaks" : "break") it"
    }
}

extension Int {
    /// The digits in groups of three, as findings show counts: `1,204`.
    public var groupedDigits: String {
        var digits = String(magnitude)
        var end = digits.endIndex
        while let comma = digits.index(end, offsetBy: -3, limitedBy: digits.startIndex),
            comma > digits.startIndex
        {
            digits.insert(",", at: comma)
            end = comma
        }
        return (self < 0 ? "-" : "") + digits
    }
}

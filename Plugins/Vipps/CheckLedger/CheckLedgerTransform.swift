// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Hands the entries of ledgers on as they are, and reports what in them cannot be right.
struct CheckLedgerTransform: OrderedTransform {
    static let spec = StageSpec(
        "vipps.check_ledger",
        "Check that the entries of ledgers add up, from balance to balance, date to date and payout to payout.",
        .choice(
            "level",
            "warn lets the run commit and says so; fail makes it commit nothing.",
            ["warn", "fail"]
        ),
        OptionSpec(
            "tolerates",
            .textList,
            "Rules that are not asked: "
                + CheckLedgerRule.allCases.map(\.rawValue).joined(separator: ", ") + "."
        ),
        .choice(
            "settlement",
            "How fees are settled: net retains them from payouts, gross invoices them.",
            ["net", "gross"]
        ),
        .bool(
            "reserve",
            "A rolling reserve is agreed, so that a payout may leave a balance above zero.",
            default: false
        ),
        .int(
            "examples",
            "How many of the first breaks of a rule are shown.",
            in: 0...100,
            default: 5
        ),
        example: """
            - transform: vipps.check_ledger
              level: fail
              tolerates: [payout-empties]
            """
    )

    private let level: Finding.Level
    private let options: StageOptions
    private var audit: CheckLedgerAudit

    init(_ options: StageOptions) throws {
        self.options = options
        level = options.text("level") == "fail" ? .failure : .warning
        var rules = Set(CheckLedgerRule.allCases)
        for name in options.texts("tolerates") ?? [] {
            guard let rule = CheckLedgerRule(rawValue: name) else {
                throw CheckLedgerFaults.unknownRule(name, options)
            }
            rules.remove(rule)
        }
        rules.remove(options.text("settlement") == "gross" ? .feesMirrored : .grossHasNoRetained)
        audit = CheckLedgerAudit(
            rules,
            hasReserve: options.bool("reserve"),
            exampleLimit: options.int("examples")
        )
    }

    func outputSchema(for input: Schema) throws -> Schema {
        let missing = CheckLedgerEntries.fields.filter { input.field(named: $0.name) == nil }
        if !missing.isEmpty { throw CheckLedgerFaults.missingColumns(missing.map(\.name)) }
        for field in CheckLedgerEntries.fields {
            guard let found = input.field(named: field.name), found.type != field.type else {
                continue
            }
            throw CheckLedgerFaults.otherType(found, field.type)
        }
        return input
    }

    var needsAllRows: Bool { true }

    mutating func apply(_ batch: RecordBatch) throws -> TransformResult {
        if batch.rowCount > 0 { audit.add(CheckLedgerEntries(batch)) }
        return .rows(batch)
    }

    mutating func finish() throws -> [Finding] {
        audit.finish(level)
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension ErrorCode {
    static let unknownLedgerRule = ErrorCode("vipps-unknown-rule")
    static let noLedgerColumns = ErrorCode("vipps-no-ledger-columns")
}

/// The wording of what can be wrong with a check of ledgers.
enum CheckLedgerFaults {
    static func unknownRule(_ name: String, _ options: StageOptions) -> PipelineError {
        let names = CheckLedgerRule.allCases.map(\.rawValue)
        return options.fault(
            .unknownLedgerRule,
            in: "tolerates",
            "no rule is called '\(name)'",
            fix: Suggestion.nearest(to: name, among: names).map { "did you mean '\($0)'?" }
                ?? "the rules are \(names.joined(separator: ", "))"
        )
    }

    static func missingColumns(_ names: [String]) -> PipelineError {
        let columns = names.count == 1 ? "the column" : "the columns"
        return PipelineError(
            .noLedgerColumns,
            "a check of ledgers needs \(columns) \(names.joined(separator: ", ")), and its input has none of "
                + (names.count == 1 ? "that name" : "these names"),
            fix:
                "put it right behind vipps.funds or vipps.fees, before columns are dropped or renamed"
        )
    }

    static func otherType(_ field: Field, _ type: DataType) -> PipelineError {
        PipelineError(
            .noLedgerColumns,
            "a check of ledgers needs '\(field.name)' as \(type), and here it is \(field.type)",
            fix: "put it right behind vipps.funds or vipps.fees, before columns are changed"
        )
    }
}

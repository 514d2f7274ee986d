// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

extension ErrorCode {
    static let noRules = ErrorCode("no-rules")
    static let duplicateRule = ErrorCode("duplicate-rule")
    static let ruleType = ErrorCode("rule-type")
    static let groupedRowRule = ErrorCode("grouped-row-rule")
    /// As the expression language calls it.
    static let misplacedAggregate = ErrorCode("misplaced-aggregate")
}

extension PipelineError {
    static func noRules(_ option: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .noRules,
            at: .source(location),
            "'\(option)' lists no rule",
            fix: "write a rule, as in - {name: has-amount, expect: amount is not null}"
        )
    }

    static func duplicateRule(_ name: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .duplicateRule,
            at: .source(location),
            "two rules are called '\(name)'",
            fix: "give each its own name: it is all that a mail or manifest says of them"
        )
    }

    static func ruleType(
        _ name: String,
        _ type: DataType,
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .ruleType,
            at: .source(location),
            "the rule '\(name)' gives \(type), not true or false",
            fix: "write what must be true, as in sign(amount) >= 0"
        )
    }

    /// What to write for an aggregate in a rule over rows.
    static let aggregateInRowRule = "write over: run beside it, to judge all rows together"

    static func groupedRowRule(at location: SourceLocation) -> PipelineError {
        PipelineError(
            .groupedRowRule,
            at: .source(location),
            "a rule over rows has no groups",
            fix: "write over: run to judge each group by aggregates, or leave 'by' out"
        )
    }
}

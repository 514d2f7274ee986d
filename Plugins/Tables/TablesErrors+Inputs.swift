// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Faults of stages with several inputs.
extension TablesErrors {
    static func differentKeyTypes(
        _ left: Field,
        _ right: Field,
        of stage: String,
        _ options: StageOptions
    ) -> PipelineError {
        options.fault(
            .typeMismatch,
            in: "on",
            "'\(left.name)' is \(left.type), but '\(right.name)' of '\(stage)' is \(right.type)",
            fix: "give both one type in a transform before, as in "
                + "\(left.name): \(conversion(of: left, to: right.type))"
        )
    }

    /// An expression for the column as the other type; money is never cast.
    private static func conversion(of field: Field, to type: DataType) -> String {
        switch (field.type, type) {
        case (.money, _): "minor_units(\(field.name))"
        case (_, .money): "money(\(field.name), 'NOK')"
        default: "cast(\(field.name) as \(type))"
        }
    }

    static func collision(
        _ names: [String],
        with stage: String,
        _ options: StageOptions
    ) -> PipelineError {
        let first = names.first ?? ""
        let columns = names.count == 1 ? "a column" : "columns"
        return options.fault(
            .columnCollision,
            in: "with",
            "both the input and '\(stage)' have \(columns) \(listed(names.map { "'\($0)'" }))",
            fix:
                "before the join, rename it on one side, as in rename: {\(first): \(stage)_\(first)}, "
                + "or leave it out with keep"
        )
    }

    static func duplicateKey(
        _ key: String,
        of stage: String,
        first: DataPlace,
        second: DataPlace
    ) -> PipelineError {
        PipelineError(
            .duplicateKey,
            "\(key) occurs twice in '\(stage)': at \(first) and at \(second)",
            fix: "make it occur once there, or write duplicates: first to take the first row, "
                + "duplicates: all to join them all"
        )
    }

    static func tooFewInputs(_ options: StageOptions) -> PipelineError {
        options.fault(
            .malformedKey,
            in: "inputs",
            "a union has two inputs or more",
            fix: "write inputs: [a, b]"
        )
    }

    static func differentColumns(
        _ first: Schema,
        of stage: String,
        _ other: Schema,
        of otherStage: String,
        _ options: StageOptions
    ) -> PipelineError {
        let quoted = { (names: [String]) in listed(names.map { "'\($0)'" }) }
        let missing = first.names.filter { other.field(named: $0) == nil }
        let further = other.names.filter { first.field(named: $0) == nil }
        var differences: [String] = []
        if !missing.isEmpty { differences.append("'\(otherStage)' lacks \(quoted(missing))") }
        if !further.isEmpty { differences.append("'\(stage)' lacks \(quoted(further))") }
        for field in first.fields {
            guard let type = other.field(named: field.name)?.type, type != field.type else {
                continue
            }
            differences.append(
                "'\(field.name)' is \(field.type) in '\(stage)' and \(type) in '\(otherStage)'"
            )
        }
        return options.fault(
            .differentColumns,
            in: "inputs",
            "the inputs do not have the same columns: " + differences.joined(separator: "; "),
            fix: "make them alike before the union with keep, rename or a cast in a transform"
        )
    }
}

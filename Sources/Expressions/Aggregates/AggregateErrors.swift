// SPDX-License-Identifier: Apache-2.0

import Columnar
package import Diagnostics

extension AggregateTypeFault {
    static func takesNoStar(_ name: String) -> AggregateTypeFault {
        AggregateTypeFault(
            message: "\(name)(*) has no meaning: only count takes '*'",
            fix: "name the column, as in \(name)(amount)"
        )
    }

    static let distinctStar = AggregateTypeFault(
        message: "count(distinct *) is not supported",
        fix: "name the column whose values to count, as in count(distinct reference)"
    )

    static func takesNoDistinct(_ name: String) -> AggregateTypeFault {
        AggregateTypeFault(message: "\(name) takes no 'distinct'", fix: "leave 'distinct' out")
    }

    static func noOrder(_ name: String) -> AggregateTypeFault {
        AggregateTypeFault(
            message: "\(name) cannot compare json values",
            fix: "take a value out of it first, as in \(name)(json_extract_text(x, '$.key'))"
        )
    }

    static func needs(
        _ type: DataType,
        _ name: String,
        not argument: DataType,
        fix: String
    ) -> AggregateTypeFault {
        AggregateTypeFault(message: "\(name) needs \(type) values, not \(argument)", fix: fix)
    }

    static func needsNumbers(_ name: String, not argument: DataType) -> AggregateTypeFault {
        AggregateTypeFault(
            message: "\(name) needs numbers or money, not \(argument)",
            fix: argument == .text ? "convert the text first, as in \(name)(cast(x as int64))" : nil
        )
    }

    static func deviationOfMoney(_ name: String) -> AggregateTypeFault {
        AggregateTypeFault(
            message: "\(name) of money is not money, and would need binary floating point",
            fix: "\(name)(major_units(x)) for major units, \(name)(minor_units(x)) for minor units"
        )
    }
}

extension ErrorCode {
    /// The result of an aggregate does not fit its type.
    package static let aggregateOverflow = ErrorCode("aggregate-overflow")
    /// A group has money of several currencies.
    package static let aggregateCurrencies = ErrorCode("mixed-currencies")
    /// A sum of floats is NaN or infinite.
    package static let aggregateNotFinite = ErrorCode("not-finite")
}

extension AggregateFault {
    /// The fault as users read it; `group` is what `GroupTable.describe` says, empty if there is but one group.
    func described(_ call: TypedAggregate, group: String) -> PipelineError {
        let place = group.isEmpty ? "over all rows" : "in group \(group)"
        switch reason {
        case .int64Overflow:
            return PipelineError(
                .aggregateOverflow,
                "\(call.text) does not fit in an int64 \(place)",
                fix: "cast the argument to decimal(38, 0)"
            )
        case .moneyOverflow:
            return PipelineError(
                .aggregateOverflow,
                "\(call.text) is past the largest amount of money (64 bits of minor units) \(place)",
                fix: "sum major_units(…) of the argument, a decimal"
            )
        case .decimalOverflow:
            return PipelineError(
                .aggregateOverflow,
                "\(call.text) has more than \(DataType.maximumPrecision) digits \(place)",
                fix: "cast the argument to fewer digits after the point, or to float64"
            )
        case .currencies(let one, let other):
            return PipelineError(
                .aggregateCurrencies,
                "\(call.text) mixes \(one) and \(other) \(place)",
                fix: "add currency to by"
            )
        case .notFinite:
            return PipelineError(
                .aggregateNotFinite,
                "\(call.text) is not a finite number \(place)",
                fix: "keep the rows that make it so out with 'filter (where …)'"
            )
        }
    }
}

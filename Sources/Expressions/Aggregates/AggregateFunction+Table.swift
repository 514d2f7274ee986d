// SPDX-License-Identifier: Apache-2.0

extension AggregateFunction {
    /// Every aggregate function, in the order of the reference page.
    package static let all: [AggregateFunction] = [
        AggregateFunction(
            names: ["count"],
            shape: .argumentOrStar,
            summary: "How many rows there are, or how many values that are not null.",
            example: "count(distinct msn)",
            kind: .count,
            takesDistinct: true
        ),
        AggregateFunction(
            names: ["sum"],
            shape: .oneArgument,
            summary: "The exact sum of the values; money must be of one currency.",
            example: "sum(amount) filter (where entryType = 'capture')",
            kind: .sum,
            takesDistinct: true
        ),
        AggregateFunction(
            names: ["avg", "mean"],
            shape: .oneArgument,
            summary: "The sum divided by the number of values, rounded half away from zero.",
            example: "avg(amount)",
            kind: .avg,
            takesDistinct: true
        ),
        AggregateFunction(
            names: ["min"],
            shape: .oneArgument,
            summary: "The smallest value; texts compare by their bytes.",
            example: "min(ledgerDate)",
            kind: .min,
            takesDistinct: true
        ),
        AggregateFunction(
            names: ["max"],
            shape: .oneArgument,
            summary: "The largest value; texts compare by their bytes.",
            example: "max(amount)",
            kind: .max,
            takesDistinct: true
        ),
        AggregateFunction(
            names: ["first"],
            shape: .oneArgument,
            summary: "The first value that is not null, in the order of the source.",
            example: "first(balanceBefore)",
            kind: .first,
            takesDistinct: false
        ),
        AggregateFunction(
            names: ["last"],
            shape: .oneArgument,
            summary: "The last value that is not null, in the order of the source.",
            example: "last(balanceAfter)",
            kind: .last,
            takesDistinct: false
        ),
        AggregateFunction(
            names: ["bool_and", "every"],
            shape: .oneArgument,
            summary: "Whether every value is true.",
            example: "bool_and(currency = 'NOK')",
            kind: .boolAnd,
            takesDistinct: true
        ),
        AggregateFunction(
            names: ["bool_or"],
            shape: .oneArgument,
            summary: "Whether any value is true.",
            example: "bool_or(entryType = 'refund')",
            kind: .boolOr,
            takesDistinct: true
        ),
        AggregateFunction(
            names: ["median"],
            shape: .oneArgument,
            summary: "The middle value; of an even number of values the mean of the middle two.",
            example: "median(amount)",
            kind: .median,
            takesDistinct: true
        ),
        AggregateFunction(
            names: ["quantile", "quantile_disc"],
            shape: .argumentAndFraction,
            summary: "The smallest value that at least this share of the values does not exceed.",
            example: "quantile(amount, 0.9)",
            kind: .quantile,
            takesDistinct: true
        ),
        AggregateFunction(
            names: ["stddev", "stddev_samp"],
            shape: .oneArgument,
            summary:
                "The standard deviation of a sample, as a float; null for fewer than two values.",
            example: "stddev(major_units(amount))",
            kind: .stddev,
            takesDistinct: true
        ),
        AggregateFunction(
            names: ["string_agg", "group_concat", "listagg"],
            shape: .argumentAndText,
            summary: "The texts one after the other, in the order of the source.",
            example: "string_agg(reference, ', ')",
            kind: .stringAgg,
            takesDistinct: false
        ),
    ]
}

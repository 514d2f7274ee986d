// SPDX-License-Identifier: Apache-2.0

/// Functions that treat nulls.
enum NullFunctions {
    static let all: [ScalarFunction] = [
        ScalarFunction(
            "coalesce",
            "ifnull",
            category: .nulls,
            nullRule: .isTreated,
            "The first argument that is not null; later ones are evaluated only where it is needed.",
            example: ("coalesce(null, 'none')", "none"),
            .common(.coalesce)
        ),
        ScalarFunction(
            "nullif",
            category: .nulls,
            nullRule: .isTreated,
            "The first argument, or null where it equals the second.",
            example: ("nullif(5, 5)", "null"),
            .common(.nullIf)
        ),
    ]
}

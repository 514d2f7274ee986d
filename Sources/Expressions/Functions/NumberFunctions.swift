// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Functions of numbers; those that keep an amount an amount take money too.
enum NumberFunctions {

    static let all: [ScalarFunction] = [
        ScalarFunction(
            "abs",
            category: .numbers,
            "The number without its sign.",
            example: ("abs(-2.50)", "2.50"),
            .overloads(keepingType { SignKernels.magnitude(.absolute, $0) })
        ),
        ScalarFunction(
            "round",
            category: .numbers,
            "The number rounded half away from zero, to whole ones or to that many digits after the point.",
            example: ("round(2.345, 2)", "2.35"),
            .overloads(RoundingKernels.overloads(.nearest, takesDigits: true))
        ),
        ScalarFunction(
            "ceil",
            "ceiling",
            category: .numbers,
            "The smallest whole number that is not smaller.",
            example: ("ceil(-2.5)", "-2"),
            .overloads(RoundingKernels.overloads(.up, takesDigits: false))
        ),
        ScalarFunction(
            "floor",
            category: .numbers,
            "The largest whole number that is not larger.",
            example: ("floor(-2.5)", "-3"),
            .overloads(RoundingKernels.overloads(.down, takesDigits: false))
        ),
        ScalarFunction(
            "sign",
            category: .numbers,
            "-1, 0 or 1: whether a number or an amount is negative, zero or positive.",
            example: ("sign(-7.25)", "-1"),
            .overloads(
                kinds.map { kind, type in
                    Overload([Parameter("number", kind)], to: .int64, SignKernels.sign(type))
                }
            )
        ),
        ScalarFunction(
            "mod",
            category: .numbers,
            "The remainder of a division, with the dividend's sign; the same as %.",
            example: ("mod(-7, 3)", "-1"),
            .operation(.remainder)
        ),
        ScalarFunction(
            "least",
            category: .numbers,
            nullRule: .isSkipped,
            "The smallest argument.",
            example: ("least(3, 1, 2)", "1"),
            .common(.least)
        ),
        ScalarFunction(
            "greatest",
            category: .numbers,
            nullRule: .isSkipped,
            "The largest argument.",
            example: ("greatest(3, 1, 2)", "3"),
            .common(.greatest)
        ),
        ScalarFunction(
            "power",
            "pow",
            category: .numbers,
            "One float64 to the power of another.",
            example: ("power(2, 10)", "1024.0"),
            .overloads([
                Overload(
                    [Parameter("base", .float64), Parameter("exponent", .float64)],
                    to: .float64,
                    SignKernels.power
                )
            ])
        ),
        ScalarFunction(
            "sqrt",
            category: .numbers,
            "The square root, as a float64; of a negative number it is an error.",
            example: ("sqrt(2.25)", "1.5"),
            .overloads([
                Overload([Parameter("number", .float64)], to: .float64, SignKernels.squareRoot)
            ])
        ),
    ]

    /// What a function of numbers and amounts takes; the type says only which kernel.
    private static let kinds: [(Parameter.Kind, DataType)] = [
        (.int64, .int64), (.decimal, .decimal(precision: 38, scale: 0)), (.float64, .float64),
        (.money, .money),
    ]

    private static func keepingType(
        _ kernel: @escaping @Sendable (DataType) -> Kernel
    ) -> [Overload] {
        kinds.map { kind, _ in
            Overload(
                [Parameter("number", kind)],
                result: { $0.types[0] },
                binding: { kernel($0.types[0]) }
            )
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The only ways into money and out of it.
enum MoneyFunctions {
    private static let amount = Parameter("amount", .money)
    private static let code = Parameter("currency", .text)

    static let all: [ScalarFunction] = [
        ScalarFunction(
            "money",
            category: .money,
            "An amount from minor units and a currency: money(10000, 'NOK') means 100.00 kroner.",
            example: ("money(10000, 'NOK')", "100.00 NOK"),
            .overloads([
                Overload(
                    [Parameter("minor_units", .int64), code],
                    to: .money,
                    AmountKernels.fromMinorUnits
                )
            ])
        ),
        ScalarFunction(
            "money_major",
            category: .money,
            "An amount from major units and a currency, rounded half away from zero to its minor units.",
            example: ("money_major(99.5, 'NOK')", "99.50 NOK"),
            .overloads([
                Overload([Parameter("major_units", .decimal), code], to: .money) { binding in
                    AmountKernels.fromMajorUnits(scale: binding.shape(0).scale)
                }
            ])
        ),
        ScalarFunction(
            "minor_units",
            category: .money,
            "The minor units of an amount, as an int64.",
            example: ("minor_units(money(10000, 'NOK'))", "10000"),
            .overloads([Overload([amount], to: .int64, AmountKernels.minorUnits)])
        ),
        ScalarFunction(
            "major_units",
            category: .money,
            "The major units of an amount, as a decimal with four digits after the point.",
            example: ("major_units(money(10050, 'NOK'))", "100.5000"),
            .overloads([
                Overload([amount], to: AmountKernels.majorUnitsType, AmountKernels.majorUnits)
            ])
        ),
        ScalarFunction(
            "currency",
            category: .money,
            "The ISO 4217 code of an amount.",
            example: ("currency(money(10000, 'NOK'))", "NOK"),
            .overloads([Overload([amount], to: .text, AmountKernels.currency)])
        ),
    ]
}

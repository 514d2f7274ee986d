// SPDX-License-Identifier: Apache-2.0

import Columnar
import Runs
import Testing

@testable import Fjord

@Suite("Sums in major units")
struct CurrencySumTests {
    @Test(
        "a dot before the currency's decimals",
        arguments: [
            (Int128(0), 2, "0.00"), (0, 0, "0"), (0, 3, "0.000"), (7, 2, "0.07"), (-7, 2, "-0.07"),
            (-100, 2, "-1.00"), (99, 3, "0.099"), (-1_234, 3, "-1.234"), (1_234, 0, "1234"),
            (-5, 0, "-5"), (123_456, 2, "1234.56"),
        ]
    )
    func majorUnits(minorUnits: Int128, digits: Int, text: String) {
        #expect(CurrencySum.majorUnits(minorUnits, digits: digits) == text)
    }

    @Test("sums past 64 bits keep every digit")
    func large() {
        #expect(
            CurrencySum.majorUnits(.max, digits: 2)
                == "1701411834604692317316873037158841057.27"
        )
        #expect(
            CurrencySum.majorUnits(.min, digits: 2)
                == "-1701411834604692317316873037158841057.28"
        )
    }

    @Test("currencies come in order, each with its own decimals")
    func list() throws {
        let amounts: [(String, Int128)] = [("NOK", -150), ("JPY", 150), ("KWD", 150)]
        var totals: [Currency: Int128] = [:]
        for (code, amount) in amounts { totals[try #require(Currency(code))] = amount }
        #expect(
            CurrencySum.list(totals) == [
                CurrencySum(currency: "JPY", amount: "150"),
                CurrencySum(currency: "KWD", amount: "0.150"),
                CurrencySum(currency: "NOK", amount: "-1.50"),
            ]
        )
    }
}

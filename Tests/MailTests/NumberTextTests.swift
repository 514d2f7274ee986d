// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Mail

@Test(
    "digits are grouped before the point, and nothing else changes",
    arguments: [
        ("0", "0"), ("999", "999"), ("1000", "1_000"), ("-100", "-100"),
        ("-1234567.8901", "-1_234_567.8901"),
        ("1234.50 NOK", "1_234.50 NOK"), ("", ""), ("1e+16", "1e+16"),
    ]
)
func digitsAreGrouped(number: String, expected: String) {
    #expect(groupedText(number) == expected.replacing("_", with: "\u{A0}"))
    #expect(groupedText(number).replacing("\u{A0}", with: "") == number)
}

// SPDX-License-Identifier: Apache-2.0

/// A number's digits in groups of three before the point, with no-break spaces between: for eyes,
/// not for machines.
///
/// Digits, sign and point stay as they were, so nothing is lost or rounded.
func groupedText(_ number: String) -> String {
    let sign = number.hasPrefix("-") ? "-" : ""
    let digits = number.dropFirst(sign.count).prefix { $0.isASCII && $0.isNumber }
    let rest = number.dropFirst(sign.count + digits.count)
    var grouped = ""
    for (index, digit) in digits.enumerated() {
        if index > 0 && (digits.count - index) % 3 == 0 { grouped.append("\u{A0}") }
        grouped.append(digit)
    }
    return sign + grouped + rest
}

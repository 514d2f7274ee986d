// SPDX-License-Identifier: Apache-2.0

extension Oddities {
    // How the API-quality report and the token endpoints answer.
    static let qualityDoubleSlash = Oddities(rawValue: 1 << 58)
    static let qualityFractions = Oddities(rawValue: 1 << 59)
    static let qualityWrongSums = Oddities(rawValue: 1 << 60)
    static let qualityZeroTraffic = Oddities(rawValue: 1 << 61)
    static let swappedExpiresIn = Oddities(rawValue: 1 << 62)
}

extension OddityRule {
    /// What concerns no ledger.
    static let others = [
        OddityRule(
            "quality-double-slash",
            .qualityDoubleSlash,
            "Endpoints of the API-quality report as POST://epayment"
        ),
        OddityRule("quality-fractions", .qualityFractions, "Success rates with decimals"),
        OddityRule(
            "quality-wrong-sums",
            .qualityWrongSums,
            "Counts above their total, rates that do not follow from them, a count left out"
        ),
        OddityRule("quality-zero-traffic", .qualityZeroTraffic, "An endpoint that nobody called"),
        OddityRule(
            "swapped-expires-in",
            .swappedExpiresIn,
            "expires_in as a number from /accesstoken/get, as text from /miami/v1/token"
        ),
    ]
}

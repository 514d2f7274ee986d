// SPDX-License-Identifier: Apache-2.0

extension QualityFigures {
    /// A percentage in units of ten to the power -4.
    struct Percentage: Sendable, Hashable {
        static let scale = 4
        static let hundred: Int128 = 1_000_000
        /// How far a percentage may be from the counts, since it may be rounded.
        static let tolerance: UInt128 = 5_000
        let units: Int128

        /// `part` of `whole`, rounded half up.
        ///
        /// - Precondition: `whole` is positive, `part` not negative.
        init(_ part: Int64, of whole: Int64) {
            units = (2 * Self.hundred * Int128(part) + Int128(whole)) / (2 * Int128(whole))
        }

        /// A number as it was written, rounded half away from zero; nil for one with an exponent or too many digits.
        init?(_ text: String) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count <= 2, let whole = Int64(parts[0]), whole.magnitude < 1_000_000_000
            else { return nil }
            let decimals = parts.count == 2 ? parts[1] : "0"
            guard String(decimals).isAllDigits else { return nil }
            let kept = decimals.prefix(Self.scale)
            let padded = kept + String(repeating: "0", count: Self.scale - kept.count)
            guard let fraction = Int128(padded) else { return nil }
            let next = decimals.dropFirst(Self.scale).first
            let magnitude =
                Int128(whole.magnitude) * 10_000 + fraction
                + (next.map { $0 >= "5" } == true ? 1 : 0)
            units = text.hasPrefix("-") ? -magnitude : magnitude
        }

        /// With four decimals.
        var text: String {
            let magnitude = units.magnitude
            let decimals = String(magnitude % 10_000 + 10_000).dropFirst()
            return "\(units < 0 ? "-" : "")\(magnitude / 10_000).\(decimals)"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// By how much two amounts may differ: an exact number of major units.
struct Tolerance: Sendable, Hashable {
    /// More digits than any amount has.
    private static let longestText = 30

    private let digits: Int128
    private let scale: Int

    /// Reads `0.50`; nil for anything but digits with a point among them.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), text.utf8.count <= Self.longestText,
            parts.allSatisfy({ part in
                !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
            }),
            let digits = Int128(parts.joined())
        else { return nil }
        self.digits = digits
        scale = parts.count == 2 ? parts[1].utf8.count : 0
    }

    /// The largest whole number of units that is within it, where `fractionDigits` digits of a unit stand behind the
    /// point.
    func units(fractionDigits: Int) -> Int128 {
        var units = digits
        for _ in 0..<max(0, scale - fractionDigits) { units /= 10 }
        for _ in 0..<max(0, fractionDigits - scale) {
            let (product, overflows) = units.multipliedReportingOverflow(by: 10)
            if overflows { return .max }
            units = product
        }
        return units
    }
}

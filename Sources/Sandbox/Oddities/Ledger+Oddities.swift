// SPDX-License-Identifier: Apache-2.0

extension Ledger {
    /// This ledger as it is when it is odd.
    func under(_ oddities: Oddities) -> Ledger {
        guard !oddities.isEmpty else { return self }
        var ledger = self
        ledger.oddities = oddities
        if oddities.contains(.weekly) { ledger.settlement = .weekly }
        if oddities.contains(.monthly) { ledger.settlement = .monthly }
        if oddities.contains(.vmNumbers) {
            ledger.units = ledger.units.map { $0.asVMNumber(in: country) }
        }
        if oddities.contains(.oldHandles) { ledger.units = ledger.units.map(\.withOldHandle) }
        return ledger
    }
}

extension SalesUnit {
    fileprivate func asVMNumber(in country: Country) -> SalesUnit {
        SalesUnit(name: name, handle: "\(country.code):\(number)", isVMNumber: true)
    }

    /// The spellings of early 2023.
    fileprivate var withOldHandle: SalesUnit {
        let prefix =
            switch handle.prefix(3) {
            case "NO:": "nor:"
            case "DK:": "dnk:"
            case "FI:": "fin:"
            default: "msn/"
            }
        return SalesUnit(name: name, handle: prefix + number, isVMNumber: isVMNumber)
    }
}

// SPDX-License-Identifier: Apache-2.0

extension Gathering {
    func money(_ sources: [Column], _ validity: ValidityBitmap?) -> MoneyArray {
        let arrays = sources.map { column -> MoneyArray in
            guard case .money(let array) = column else { column.isNot(.money) }
            return array
        }
        let units = values(arrays.map(\.minorUnits), else: 0)
        if let currency = oneCurrency(of: arrays) {
            return MoneyArray(units, .one(currency), validity: validity)
        }
        let codes = arrays.map { array in
            switch array.currencies {
            case .one(let currency): Values(repeating: currency.code, count: array.count)
            case .perSlot(let codes): codes
            }
        }
        return MoneyArray(units, .perSlot(values(codes, else: 0)), validity: validity)
    }

    /// The one currency of all amounts that are not null; nil if there may be several.
    private func oneCurrency(of arrays: [MoneyArray]) -> Currency? {
        var common: Currency?
        for array in arrays where array.validity.map({ $0.setCount > 0 }) ?? (array.count > 0) {
            guard case .one(let currency) = array.currencies, common ?? currency == currency
            else { return nil }
            common = currency
        }
        return common ?? Currency(packed: 0)
    }
}

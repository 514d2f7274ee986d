// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension Column {
    /// A column of the values of a test, all of which it can hold.
    init(_ values: [TestValue], _ type: DataType) {
        switch type {
        case .boolean:
            self = .boolean(
                BooleanArray(values.map { if case .boolean(let v) = $0 { v } else { nil } })
            )
        case .int64:
            self = .int64(Int64Array(values.map { if case .int64(let v) = $0 { v } else { nil } }))
        case .float64:
            self = .float64(
                Float64Array(values.map { if case .float64(let v) = $0 { v } else { nil } })
            )
        case .date:
            self = .date(Date32Array(values.map { if case .date(let v) = $0 { v } else { nil } }))
        case .timestamp:
            self = .timestamp(
                TimestampArray(values.map { if case .timestamp(let v) = $0 { v } else { nil } })
            )
        case .text:
            self = .text(TextArray(values.map { if case .text(let v) = $0 { v } else { nil } }))
        case .json:
            self = .json(TextArray(values.map { if case .json(let v) = $0 { v } else { nil } }))
        case .decimal(let precision, let scale):
            let digits = values.map { $0.digits(atScale: scale) }
            self = .decimal(DecimalArray(digits), precision: precision, scale: scale)
        case .money:
            self = .money(MoneyArray(values))
        }
    }
}

extension TestValue {
    fileprivate func digits(atScale scale: Int) -> Int128? {
        switch self {
        case .decimal(let digits, let own), .money(let digits, let own, _):
            ExactNumber(digits, scale: own).digits(atScale: scale)
        default: nil
        }
    }
}

extension MoneyArray {
    fileprivate init(_ values: [TestValue]) {
        var minorUnits: [Int64?] = []
        var codes: [UInt16] = []
        for value in values {
            guard case .money(_, _, let currency?) = value else {
                minorUnits.append(nil)
                codes.append(0)
                continue
            }
            let digits = value.digits(atScale: max(0, currency.fractionDigits))
            minorUnits.append(digits.flatMap { Int64(exactly: $0) })
            codes.append(currency.code)
        }
        let amounts = Int64Array(minorUnits)
        self.init(amounts.values, .perSlot(Values(codes)), validity: amounts.validity)
    }
}

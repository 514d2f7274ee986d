// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The sum of one column: exact for whole numbers, decimals and money.
enum ColumnSum {
    /// Whole numbers and decimals, as digits with `scale` of them after the point; nil before the
    /// first value.
    case exact(Int128?, scale: Int)
    /// Minor units per currency.
    case money([Currency: Int128])
    /// Doubles, with the low part that each addition loses; nil before the first value.
    case float(Double?, lost: Double)

    /// Nothing yet; nil for columns that cannot be added up.
    init?(of type: DataType) {
        switch type {
        case .int64: self = .exact(nil, scale: 0)
        case .decimal(_, let scale): self = .exact(nil, scale: scale)
        case .money: self = .money([:])
        case .float64: self = .float(nil, lost: 0)
        case .boolean, .text, .date, .timestamp, .json: return nil
        }
    }

    /// Adds the values of a column of the type that the sum is for.
    ///
    /// - Returns: False if the sum does not fit into 128 bits.
    mutating func add(_ column: Column) -> Bool {
        switch (self, column) {
        case (.exact(let sum, let scale), .int64(let array)):
            return addExact(array.values, array.validity, to: sum, scale: scale)
        case (.exact(let sum, let scale), .decimal(let array, _, _)):
            return addExact(array.values, array.validity, to: sum, scale: scale)
        case (.money(let sums), .money(let array)):
            self = .money(Self.adding(array, to: sums))
            return true
        case (.float(let sum, let lost), .float64(let array)):
            self = Self.adding(array, to: sum, lost: lost)
            return true
        default: preconditionFailure("a column changed its type between two batches")
        }
    }

    /// The sums as digits, each with its currency or an empty text; none if no value was added.
    var amounts: [(amount: String, unit: String)] {
        switch self {
        case .exact(let sum, let scale):
            return sum.map { [(Self.text($0, scale: scale), "")] } ?? []
        case .money(let sums):
            return sums.map { currency, sum in
                (Self.text(sum, scale: max(0, currency.fractionDigits)), currency.description)
            }.sorted { $0.1 < $1.1 }
        case .float(let sum, let lost):
            let column = sum.map { Column.float64(Float64Array([$0 + lost])) }
            return column.map { [($0.writtenText(ofSlot: 0), "")] } ?? []
        }
    }

    /// The digits as a decimal column would be written.
    private static func text(_ digits: Int128, scale: Int) -> String {
        Column.decimal(DecimalArray([digits]), precision: DataType.maximumPrecision, scale: scale)
            .writtenText(ofSlot: 0)
    }

    private mutating func addExact<Element: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ values: Values<Element>,
        _ validity: ValidityBitmap?,
        to sum: Int128?,
        scale: Int
    ) -> Bool {
        var total = sum
        for slot in 0..<values.count where validity?[slot] ?? true {
            let (next, overflow) = (total ?? 0).addingReportingOverflow(Int128(values[slot]))
            guard !overflow else { return false }
            total = next
        }
        self = .exact(total, scale: scale)
        return true
    }

    private static func adding(_ array: MoneyArray, to sums: [Currency: Int128]) -> [Currency:
        Int128]
    {
        var sums = sums
        for slot in 0..<array.count where array.validity?[slot] ?? true {
            // 64-bit amounts cannot fill 128 bits.
            sums[array.currency(ofSlot: slot), default: 0] += Int128(array.minorUnits[slot])
        }
        return sums
    }

    /// - Source: Neumaier's variant of Kahan's compensated summation.
    private static func adding(_ array: Float64Array, to sum: Double?, lost: Double) -> ColumnSum {
        var (sum, lost) = (sum, lost)
        for slot in 0..<array.count where array.validity?[slot] ?? true {
            let value = array.values[slot], total = sum ?? 0
            let next = total + value
            lost += abs(total) >= abs(value) ? (total - next) + value : (value - next) + total
            sum = next
        }
        return .float(sum, lost: lost)
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension ReconcilePlan {
    /// The rows of one input as they are sorted, the first of them having that number there.
    func rows(_ batch: RecordBatch, of input: Int, from number: Int64) -> RecordBatch {
        let isOther = input == 1
        var columns = keys.enumerated().map { position, key in
            let column = batch.columns[isOther ? key.right : key.left]
            guard case .decimal(let array, _, _) = column,
                case .decimal(let precision, let scale) = row.schema.fields[position].type
            else { return column }
            return .decimal(array, precision: precision, scale: scale)
        }
        columns += amounts(batch.columns[isOther ? amount.right : amount.left])
        if let date { columns.append(batch.columns[isOther ? date.right : date.left]) }
        let first = number + (isOther ? Self.otherBase : 0)
        columns.append(.int64(PrimitiveArray(Values(first..<first + Int64(batch.rowCount)))))
        return RecordBatch(
            schema: row.schema,
            columns: columns,
            rowCount: batch.rowCount,
            origin: BatchOrigin(partition: nil, runs: [])
        )
    }

    /// The amounts as units of the output's scale and, for money, their currencies.
    private func amounts(_ column: Column) -> [Column] {
        let scale = amountType.exactScale ?? 0
        func units(_ array: some Collection<Int128>, _ validity: ValidityBitmap?, _ own: Int)
            -> Column
        {
            var factor: Int128 = 1
            for _ in own..<max(own, scale) { factor *= 10 }
            var units = ValuesBuilder<Int128>(capacity: array.count)
            // A number that overflows has more digits than any amount; it stays the largest there is.
            for unit in array {
                let (product, overflows) = unit.multipliedReportingOverflow(by: factor)
                units.put(overflows ? (unit < 0 ? .min : .max) : product)
            }
            let decimals = PrimitiveArray(units.finish(), validity: validity)
            return .decimal(decimals, precision: 38, scale: scale)
        }
        switch column {
        case .int64(let array):
            let plain = (0..<array.count).map { Int128(array.values[$0]) }
            return [units(plain, array.validity, 0)]
        case .decimal(let array, _, let own):
            return [units((0..<array.count).map { array.values[$0] }, array.validity, own)]
        case .money(let array):
            let plain = (0..<array.count).map { Int128(array.minorUnits[$0]) }
            let codes = (0..<array.count).map { Int64(array.currency(ofSlot: $0).code) }
            let currencies = PrimitiveArray(Values(codes), validity: array.validity)
            return [units(plain, array.validity, 0), .int64(currencies)]
        default: preconditionFailure("the types of amounts were checked")
        }
    }
}

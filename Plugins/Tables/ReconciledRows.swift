// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Builds result rows of a reconciliation.
struct ReconciledRows {
    private let plan: ReconcilePlan
    private let asOf: Int32?
    private var keys: [ReconciledKey] = []
    private var firstRows: [RowPosition] = []

    init(_ plan: ReconcilePlan, asOf: Int32?) {
        self.plan = plan
        self.asOf = asOf
    }

    /// Adds a key, whose first row stands there.
    mutating func append(_ key: ReconciledKey, _ firstRow: RowPosition) {
        keys.append(key)
        firstRows.append(firstRow)
    }

    /// The rows; nil if there are none.
    ///
    /// - Parameters:
    ///   - sources: The batches in which the first rows stand.
    ///   - schema: The output's columns and the order behind them.
    /// - Returns: Nil if no key was added.
    /// - Throws: `PipelineError` if an amount has more digits than there may be.
    func finish(_ sources: [RecordBatch], schema: Schema) throws -> RecordBatch? {
        guard !keys.isEmpty else { return nil }
        let positions = Values(firstRows)
        func gathered(_ index: Int) -> Column {
            let columns = sources.map { $0.columns[index] }
            return .gathering(positions, from: columns, type: plan.row.schema.fields[index].type)
        }
        let currencies = plan.row.currency.map { Self.currencies(gathered($0)) }
        let statuses = keys.indices.map { index -> String? in
            let currency = currencies.flatMap { $0[index] }
            let digits = currency.map { max(0, $0.fractionDigits) }
            let scale = digits ?? plan.amountType.exactScale ?? 0
            return keys[index].status(
                addsUp: plan.addsUp,
                tolerance: plan.tolerance.units(fractionDigits: scale)
            )
        }
        var columns = plan.keys.indices.map { gathered($0) }
        columns.append(.text(TextArray(statuses)))
        if plan.hasCurrencyColumn, let currencies {
            columns.append(.text(TextArray(currencies.map { $0?.description })))
        }
        columns.append(try amounts(keys.map { Self.amount($0.mine) }, currencies))
        columns.append(try amounts(keys.map { Self.amount($0.other) }, currencies))
        columns.append(try amounts(keys.map(\.difference), currencies))
        columns.append(.int64(Int64Array(keys.map { $0.mine.rowCount })))
        columns.append(.int64(Int64Array(keys.map { $0.other.rowCount })))
        if plan.date != nil { columns += dates }
        columns.append(.int64(Int64Array(keys.map(\.number))))
        return RecordBatch(
            schema: schema,
            columns: columns,
            rowCount: keys.count,
            origin: BatchOrigin(partition: nil, runs: [])
        )
    }

    /// A side's amount; nil if it has none.
    private static func amount(_ side: ReconciledKey.Side) -> Int128? {
        side.amountCount > 0 ? side.units : nil
    }

    private var dates: [Column] {
        let ages = keys.map { key -> Int64? in
            guard let asOf, let day = key.mine.firstDay ?? key.other.firstDay else { return nil }
            return Int64(asOf) - Int64(day)
        }
        return [
            .date(Date32Array(keys.map(\.mine.firstDay))),
            .date(Date32Array(keys.map(\.other.firstDay))), .int64(Int64Array(ages)),
        ]
    }

    private static func currencies(_ column: Column) -> [Currency?] {
        guard case .int64(let codes) = column else { return [] }
        return (0..<codes.count).map { slot in
            codes[slot].map { Currency(packed: UInt16(truncatingIfNeeded: $0)) }
        }
    }

    private func amounts(_ units: [Int128?], _ currencies: [Currency?]?) throws -> Column {
        guard let currencies else {
            let limit = Self.powerOfTen(DataType.maximumPrecision)
            guard units.allSatisfy({ $0.map { $0 > -limit && $0 < limit } ?? true }) else {
                throw TablesErrors.sumTooLong()
            }
            let scale = plan.amountType.exactScale ?? 0
            return .decimal(DecimalArray(units), precision: 38, scale: scale)
        }
        let minor = try units.enumerated().map { index, unit -> Int64? in
            guard let unit, currencies[index] != nil else { return nil }
            guard let minor = Int64(exactly: unit) else { throw TablesErrors.sumTooLong() }
            return minor
        }
        let array = Int64Array(minor)
        let codes = Values(currencies.map { $0?.code ?? 0 })
        return .money(MoneyArray(array.values, .perSlot(codes), validity: array.validity))
    }

    private static func powerOfTen(_ exponent: Int) -> Int128 {
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Decodes pages of JSON records: the decoder of every fetch stage whose pages are JSON.
public final class RecordPageDecoder: PageDecoder {
    private let decoder: JSONRecordDecoder
    private let totalColumn: Int?
    private var partition: Partition?
    private var pageConstants: [String: String] = [:]
    private var totals: [Currency: Int128] = [:]

    /// Prepares to decode.
    ///
    /// - Parameters:
    ///   - plan: Where the records are and which columns they have.
    ///   - column: The money column whose sums are recorded with each partition; nil if there is none.
    public init(_ plan: JSONDecodePlan, totalling column: String?) {
        decoder = JSONRecordDecoder(plan)
        totalColumn = column.flatMap { plan.schema.index(of: $0) }
    }

    /// Decodes one page.
    public func decode(
        _ page: Page,
        of partition: Partition,
        into emit: (RecordBatch) throws -> Void
    ) throws -> PageSummary {
        if self.partition != partition || pageConstants != page.constants {
            try decoder.flush { try pass($0, to: emit) }
            let constants = partition.constants.merging(page.constants) { $1 }
            decoder.startPartition(partition.key, constants: constants)
            self.partition = partition
            pageConstants = page.constants
        }
        let hash = try decoder.decode(try page.load(), number: page.number) {
            try pass($0, to: emit)
        }
        var summary = PageSummary()
        summary.rowCount = hash.recordCount
        summary.hash = hash.sum
        summary.unknownFields = decoder.takeUnknownFields()
        return summary
    }

    /// Emits the rows that are left.
    ///
    /// - Returns: The sums of the amounts since the last flush, which belong to the pages decoded since.
    public func flush(into emit: (RecordBatch) throws -> Void) throws -> PageSummary {
        try decoder.flush { try pass($0, to: emit) }
        var summary = PageSummary()
        summary.totals = totals
        totals = [:]
        return summary
    }

    private func pass(_ batch: RecordBatch, to emit: (RecordBatch) throws -> Void) throws {
        if let totalColumn, case .money(let amounts) = batch.columns[totalColumn] {
            amounts.addTotals(to: &totals)
        }
        try emit(batch)
    }
}

extension MoneyArray {
    /// Adds the amounts that are not null to the sums of their currencies, in minor units.
    public func addTotals(to totals: inout [Currency: Int128]) {
        guard case .one(let currency) = currencies, validity == nil else {
            for slot in 0..<count where validity?[slot] ?? true {
                totals[currency(ofSlot: slot), default: 0] += Int128(minorUnits[slot])
            }
            return
        }
        guard count > 0 else { return }
        var total: Int128 = 0
        let amounts = minorUnits.span
        for slot in amounts.indices { total += Int128(amounts[slot]) }
        totals[currency, default: 0] += total
    }
}

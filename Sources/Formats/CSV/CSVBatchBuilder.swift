// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Grows the columns of one batch chunk by chunk.
struct CSVBatchBuilder: ~Copyable {
    /// Where a column of the batch comes from.
    private enum Source {
        case field(CSVColumnSlot)
        case extra
    }

    var partition: String?
    private(set) var rowCount = 0
    /// How many bytes of pages the rows were read from.
    private(set) var byteCount = 0

    private let plan: CSVDecodePlan
    private let sources: [Source]
    private var strays = CSVStrayColumn()
    private var runs: [BatchOrigin.Run] = []

    init(_ plan: CSVDecodePlan) {
        self.plan = plan
        var field = 0
        sources = plan.columns.map { column in
            guard case .field(let name, let type) = column else { return .extra }
            defer { field += 1 }
            let isStrict = plan.inference.map { !$0.declared.contains(name) } ?? false
            return .field(
                CSVColumnSlot(
                    CSVColumnDecoder(field: field, type, plan.dialect, isStrict: isStrict)
                )
            )
        }
    }

    /// Appends the rows of a chunk, of which `chunkBytes` bytes of the page were read.
    ///
    /// Gives the first value that its column cannot hold: of the first row, the one that stands first in it.
    mutating func append(
        _ tokens: borrowing CSVTokens,
        rowCount chunkRows: Int,
        in text: Bytes,
        unescaped: Bytes,
        _ layout: CSVLayout,
        page number: Int?,
        firstRow: Int,
        byteCount chunkBytes: Int
    ) -> ValueFault? {
        let chunk = RecordChunk(
            page: text,
            unescaped: unescaped,
            tokens: tokens.tokens.span,
            rowCount: chunkRows
        )
        addRun(page: number, firstRow: firstRow)
        var first: ValueFault?
        for source in sources {
            switch source {
            case .field(let slot):
                if let fault = slot.decoder.append(chunk), fault.isBefore(first, layout) {
                    first = fault
                }
            case .extra:
                strays.append(
                    chunk,
                    names: layout.unknown.map(\.name),
                    from: layout.columns.count
                )
            }
        }
        rowCount += chunk.rowCount
        byteCount += chunkBytes
        return first
    }

    private mutating func addRun(page: Int?, firstRow: Int) {
        if let last = runs.last, last.page == page,
            last.firstRow + rowCount - last.firstSlot == firstRow
        {
            return
        }
        runs.append(BatchOrigin.Run(firstSlot: rowCount, page: page, firstRow: firstRow))
    }

    /// The batch of all rows since the last one; starts anew.
    mutating func finish() -> RecordBatch {
        let count = rowCount
        let columns = sources.map { source -> Column in
            switch source {
            case .field(let slot): slot.decoder.finish()
            case .extra: strays.finish()
            }
        }
        let origin = BatchOrigin(partition: partition, runs: runs)
        (rowCount, byteCount, runs) = (0, 0, [])
        return RecordBatch(schema: plan.schema, columns: columns, rowCount: count, origin: origin)
    }

    /// The batch of all rows since the last one but the last `count`, which are dropped; starts anew.
    mutating func finish(droppingLast count: Int) -> RecordBatch {
        let batch = finish()
        return batch.slice(0..<batch.rowCount - count)
    }
}

/// Holds a decoder, which cannot be copied, in a list.
private final class CSVColumnSlot {
    var decoder: CSVColumnDecoder
    init(_ decoder: consuming CSVColumnDecoder) { self.decoder = decoder }
}

extension ValueFault {
    fileprivate func isBefore(_ other: ValueFault?, _ layout: CSVLayout) -> Bool {
        guard let other else { return true }
        return (row, layout.columns[field] ?? 0) < (other.row, layout.columns[other.field] ?? 0)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Grows the columns of one batch chunk by chunk.
struct BatchBuilder: ~Copyable {
    /// Where a column of the batch comes from.
    private enum Source {
        case field(FieldSlot)
        case constant(String)
        case extra
    }

    var partition: String?
    var constants: [String: String] = [:]
    private(set) var rowCount = 0
    /// How many bytes of pages the rows were read from.
    private(set) var byteCount = 0

    private let plan: JSONDecodePlan
    private let sources: [Source]
    private var strays = StrayColumn()
    private var runs: [BatchOrigin.Run] = []
    private let recordPath: String?

    init(_ plan: JSONDecodePlan, _ fields: FieldList) {
        self.plan = plan
        recordPath = plan.records == .lines ? nil : plan.recordPath.joined(separator: ".")
        sources = plan.columns.map { column in
            switch column {
            case .field(let name, let type):
                .field(FieldSlot(FieldDecoder(field: fields.number(of: name), type)))
            case .money(let name, let currency):
                .field(
                    FieldSlot(
                        .money(
                            MoneyFieldDecoder(
                                field: fields.number(of: name),
                                currencyField: fields.number(of: currency)
                            )
                        )
                    )
                )
            case .constant(let name): .constant(name)
            case .extra: .extra
            }
        }
    }

    /// Appends the rows of a chunk, of which `chunkBytes` bytes of the page were read.
    ///
    /// Gives the first value that its column cannot hold: of the first row, the first in the page.
    mutating func append(
        _ walk: borrowing RecordWalk,
        in text: Bytes,
        unescaped: Bytes,
        page number: Int?,
        firstRow: Int,
        byteCount chunkBytes: Int
    ) -> ValueFault? {
        let chunk = RecordChunk(
            page: text,
            unescaped: unescaped,
            tokens: walk.tokens.span,
            rowCount: walk.rowCount
        )
        addRun(page: number, firstRow: firstRow)
        var first: ValueFault?
        for source in sources {
            switch source {
            case .field(let slot):
                if let fault = slot.decoder.append(chunk), fault.isBefore(first) { first = fault }
            case .extra:
                strays.append(
                    walk.strays,
                    prefixes: walk.keys.prefixes,
                    page: text,
                    rowCount: walk.rowCount
                )
            case .constant: break
            }
        }
        rowCount += walk.rowCount
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
        var columns: [Column] = []
        for source in sources {
            switch source {
            case .field(let slot): columns.append(slot.decoder.finish())
            case .constant(let name):
                columns.append(.text(TextArray(repeating: constants[name], count: count)))
            case .extra: columns.append(strays.finish())
            }
        }
        let origin = BatchOrigin(partition: partition, runs: runs, recordPath: recordPath)
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
private final class FieldSlot {
    var decoder: FieldDecoder
    init(_ decoder: consuming FieldDecoder) { self.decoder = decoder }
}

extension ValueFault {
    fileprivate func isBefore(_ other: ValueFault?) -> Bool {
        guard let other else { return true }
        return (row, token.start) < (other.row, other.token.start)
    }
}

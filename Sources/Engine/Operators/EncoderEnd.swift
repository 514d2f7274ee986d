// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// A stream sink at the end of a worker's tree: gathers the bytes of one morsel.
struct EncoderEnd {
    private var encoder: any BatchEncoder
    private var writer = WriterBox()
    /// Sums of the money columns written so far, by the column's position.
    private(set) var totals: [Int: [Currency: Int128]] = [:]

    init(_ encoder: any BatchEncoder) {
        self.encoder = encoder
    }

    /// Appends the rows of a batch; on an error nothing of the batch is kept.
    mutating func encode(_ batch: RecordBatch) throws {
        let start = writer.bytes.count
        do {
            try encoder.encode(batch, into: &writer.bytes)
            batch.addTotals(to: &totals)
        } catch {
            writer.bytes.truncate(to: start)
            throw error
        }
    }

    /// The bytes since the last call, and the currencies of their amounts.
    mutating func take() -> (bytes: Bytes, currencies: [String: Currency]) {
        let capacity = writer.bytes.count + writer.bytes.count / 8
        return (writer.bytes.takeBytes(nextCapacity: capacity), encoder.takeCurrencies())
    }
}

extension RecordBatch {
    /// Adds the amounts of each money column to its sums in minor units, by the column's position.
    func addTotals(to totals: inout [Int: [Currency: Int128]]) {
        for (position, column) in columns.enumerated() {
            guard case .money(let amounts) = column else { continue }
            amounts.addTotals(to: &totals[position, default: [:]])
        }
    }
}

/// Holds a noncopyable writer in a copyable struct.
private final class WriterBox {
    var bytes = ByteWriter()
}

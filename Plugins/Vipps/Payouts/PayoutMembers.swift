// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Gives each entry of funds the payout that it went into: `vipps.payouts` with `rows: entries`.
///
/// The entries of a payout come together, in their order, the payout's own last; payouts come in the order in which
/// they close. Those behind the last payout went into none yet, and give no row. One period of each ledger waits, in
/// memory or on disk.
struct PayoutMembers: WholeRunTransform {
    static let spec = StageSpec("vipps.payouts", "Entries of funds with their payouts.")

    init(_ options: StageOptions) {}

    init() {}

    func outputSchema(for inputs: [Schema]) -> Schema {
        let entry = inputs[0].fields.filter { !PayoutContext.columns.contains($0.name) }
        return Schema(entry + [Field("payoutNumber", .text), Field("payoutDate", .date)])
    }

    func makeCollector(for inputs: [Schema], in scratch: ScratchSpace) -> any RowCollector {
        Collector(input: inputs[0], output: outputSchema(for: inputs), scratch: scratch)
    }

    private struct Collector: RowCollector {
        let input: Schema
        let output: Schema
        let scratch: ScratchSpace
        private var periods: [String: PayoutPeriod] = [:]
        private var waiting: [String: BatchSpool] = [:]
        private var closed: [(payout: Payout, entries: BatchSpool)] = []
        private var judged = PayoutFindings()

        init(input: Schema, output: Schema, scratch: ScratchSpace) {
            self.input = input
            self.output = output
            self.scratch = scratch
        }

        mutating func add(_ batch: RecordBatch, from input: Int) throws {
            // All rows are judged before one is kept: a batch with a fault is not taken at all.
            var (periods, judged) = (periods, judged)
            let pieces = try Self.pieces(
                of: PayoutEntries(batch),
                batch.rowCount,
                &periods,
                &judged
            )
            (self.periods, self.judged) = (periods, judged)
            for piece in pieces { try keep(piece, of: batch) }
        }

        mutating func end(input: Int) throws {}

        mutating func next() throws -> RecordBatch? {
            while let (payout, entries) = closed.first {
                if let batch = try entries.takeFirst() { return member(batch, of: payout) }
                closed.removeFirst()
            }
            return nil
        }

        mutating func findings() -> [Finding] { judged.all }

        /// Entries of one ledger that stand together in a batch, up to a payout or the end of that.
        private struct Piece {
            let ledger: String
            let rows: Range<Int>
            /// What the last row closes; nil if the period goes on.
            let end: PayoutPeriod.End?
        }

        private static func pieces(
            of entries: PayoutEntries,
            _ rowCount: Int,
            _ periods: inout [String: PayoutPeriod],
            _ judged: inout PayoutFindings
        ) throws(RowError) -> [Piece] {
            var pieces: [Piece] = []
            var start = 0
            while start < rowCount {
                let ledger = entries.ledger(start)
                let stop = entries.endOfLedger(from: start)
                var period = periods[ledger] ?? PayoutPeriod(ledger: ledger)
                for row in start..<stop {
                    let end = try period.take(entries, row, &judged)
                    guard end != nil || row == stop - 1 else { continue }
                    pieces.append(Piece(ledger: ledger, rows: start..<row + 1, end: end))
                    start = row + 1
                }
                periods[ledger] = period
            }
            return pieces
        }

        private mutating func keep(_ piece: Piece, of batch: RecordBatch) throws {
            let spool = waiting[piece.ledger] ?? BatchSpool(schema: input, in: scratch)
            waiting[piece.ledger] = spool
            try spool.append(batch.slice(piece.rows))
            guard let end = piece.end else { return }
            waiting[piece.ledger] = nil
            if end.isWanted { closed.append((end.payout, spool)) }
        }

        private func member(_ batch: RecordBatch, of payout: Payout) -> RecordBatch {
            let count = batch.rowCount
            let kept = batch.schema.fields.indices.filter {
                !PayoutContext.columns.contains(batch.schema.fields[$0].name)
            }
            return RecordBatch(
                schema: output,
                columns: kept.map { batch.columns[$0] } + [
                    .text(TextArray(repeating: payout.number, count: count)),
                    .date(Date32Array(Values(repeating: payout.date, count: count))),
                ],
                rowCount: count,
                origin: batch.origin
            )
        }
    }
}

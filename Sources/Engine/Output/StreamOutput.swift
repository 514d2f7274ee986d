// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The file of one stream sink: joins chunks in order, has blocks compressed on any worker, and has them written in
/// order.
///
/// ```
/// chunks in order ─> cut at 1 MiB ─> compress, any worker ─> write in order, whoever completes the next block
/// ```
final class StreamOutput: Sendable {
    private let node: Int
    private let segment: Int
    private let compression: Compression
    private let writer: BlockWriter
    private let context: RunContext
    private let joined = Guarded(Joined())

    private struct Joined {
        var assembler = BlockAssembler()
        var currencies: [String: Currency] = [:]
    }

    init(
        node: Int,
        segment: Int,
        sink: any StreamSink,
        target: any OutputTarget,
        context: RunContext
    ) {
        self.node = node
        self.segment = segment
        self.context = context
        compression = sink.compression
        writer = BlockWriter(target: target, context: context)
    }

    /// Appends what stands before the first row.
    func addHeader(_ bytes: Bytes) {
        context.budget.add(bytes.count)
        for cut in joined.change({ $0.assembler.add(bytes) }) { submit(cut) }
    }

    /// Appends rows; calls never overlap.
    ///
    /// - Throws: `mixed-currencies` if a reader could not tell the currencies of two amounts apart.
    func add(_ chunk: EncodedChunk) throws {
        let cuts = try joined.change { joined in
            for (column, currency) in chunk.currencies.sorted(by: { $0.key < $1.key }) {
                let known = joined.currencies.updateValue(currency, forKey: column) ?? currency
                guard known == currency else {
                    throw EngineFault.twoCurrencies(
                        column,
                        known,
                        currency,
                        stage: context.graph.nodes[node].id
                    )
                }
            }
            return compression == .none
                ? joined.assembler.addWhole(chunk.bytes) : joined.assembler.add(chunk.bytes)
        }
        for cut in cuts { submit(cut) }
    }

    /// Ends the file, after the last `add`.
    func finish() {
        let last = joined.change { $0.assembler.finish() }
        guard let last else { return }
        // An empty plain file has no block; an empty compressed one has an empty member.
        if last.byteCount > 0 || compression != .none { submit(last) }
    }

    private func submit(_ cut: BlockAssembler.Cut) {
        let order = MorselKey(partition: node, index: cut.number)
        context.submit(.output, segment: segment, order: order) { [self] in
            let block = BlockWriter.Block(
                pieces: try compressed(cut.pieces),
                plainByteCount: cut.byteCount
            )
            try writer.complete(cut.number, block)
        }
    }

    private func compressed(_ pieces: [Bytes]) throws -> [Bytes] {
        guard case .gzip(let level) = compression else { return pieces }
        return [try CompressorPool.shared.compress(pieces, level: level)]
    }
}

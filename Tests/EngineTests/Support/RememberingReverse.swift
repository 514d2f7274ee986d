// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Synchronization

@testable import Engine

/// Gives all rows from the last to the first, and remembers their ids, a line each, in the order in which they came.
struct RememberingReverse: RememberingTransform {
    static let spec = StageSpec("remembering", "Remember rows.")

    init() {}
    init(_ options: StageOptions) throws {}

    func outputSchema(for inputs: [Schema]) throws -> Schema { inputs[0] }

    func makeCollector(
        for inputs: [Schema],
        in scratch: ScratchSpace,
        memory: (any StageMemory)?
    ) throws -> any RowCollector {
        Collector(rows: ReverseTransform().makeCollector(for: inputs, in: scratch), memory: memory)
    }

    private struct Collector: RowCollector {
        var rows: any RowCollector
        let memory: (any StageMemory)?

        mutating func add(_ batch: RecordBatch, from input: Int) throws {
            if case .int64(let ids)? = batch.column(named: "id") {
                for row in 0..<batch.rowCount { try memory?.write(Bytes("\(ids[row] ?? 0)\n")) }
            }
            try rows.add(batch, from: input)
        }

        mutating func end(input: Int) throws { try rows.end(input: input) }
        mutating func next() throws -> RecordBatch? { try rows.next() }
    }
}

/// Keeps what is written.
final class StandInMemory: StageMemory {
    private let written = Mutex("")
    let previousFile: String? = nil

    var text: String { written.withLock { $0 } }

    func write(_ bytes: Bytes) {
        written.withLock { $0 += bytes.text }
    }
}

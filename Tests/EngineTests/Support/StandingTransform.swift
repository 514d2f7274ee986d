// SPDX-License-Identifier: Apache-2.0

import FjordKit

@testable import Engine

/// Passes rows on; the worker that comes with one certain entry stands still until the gate is opened.
struct StandingTransform: BatchTransform {
    static let spec = StageSpec("standing", "Stand still on one row.")

    /// Counts rows, and lets the worker that stands still go on.
    final class Gate: Sendable {
        private struct State {
            var rowCount = 0
            var isOpen = false
            var isStanding = false
            var watchers: [CheckedContinuation<Void, Never>] = []
        }

        private let state = Guarded(State())

        /// Rows that have come so far.
        var rowCount: Int { state.change { $0.rowCount } }

        func open() {
            state.change { $0.isOpen = true }
        }

        func waitUntilStanding() async {
            await withCheckedContinuation { continuation in
                let isStanding = state.change { state in
                    if !state.isStanding { state.watchers.append(continuation) }
                    return state.isStanding
                }
                if isStanding { continuation.resume() }
            }
        }

        func count(_ rowCount: Int) {
            state.change { $0.rowCount += rowCount }
        }

        func stand() {
            let watchers = state.change { state in
                state.isStanding = true
                defer { state.watchers = [] }
                return state.watchers
            }
            for watcher in watchers { watcher.resume() }
            state.wait { $0.isOpen ? () : nil }
        }
    }

    let gate: Gate
    let id: Int

    init(gate: Gate, id: Int) {
        self.gate = gate
        self.id = id
    }

    init(_ options: StageOptions) throws {
        preconditionFailure("made by tests only")
    }

    func outputSchema(for input: Schema) throws -> Schema { input }

    func apply(_ batch: RecordBatch, into emit: (RecordBatch) throws -> Void) throws {
        gate.count(batch.rowCount)
        if case .int64(let ids)? = batch.column(named: "id") {
            for row in 0..<batch.rowCount where ids[row] == Int64(id) { gate.stand() }
        }
        try emit(batch)
    }
}

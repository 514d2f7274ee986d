// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Testing

@testable import Runs

@Suite("A window that is run again")
struct VanishedLedgerTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Commits a run over these partitions of `vipps.funds`.
    private func run(
        _ keys: [String],
        options: String = "ledgers=all",
        isWhole: Bool = true
    ) throws {
        let sales = SalesRun(folder: folder.path, content: "a")
        let state = try sales.open()
        let lock = try state.lock(pipeline: "sales")
        defer { lock.release() }
        var description = try sales.description
        description.outputs = []
        let run = try state.begin(description, under: lock)
        var result = RunResult(finishMicroseconds: 0)
        result.isWhole = isWhole
        result.partitions = keys.map { key in
            var partition = sales.partition
            partition.key = key
            partition.options = options
            partition.cursor = nil
            return partition
        }
        do {
            _ = try run.commit(result)
        } catch {
            run.abandon(because: error, atMicroseconds: 0)
            throw error
        }
    }

    @Test("loses no ledger that it was delivered with, and may get others")
    func ledgers() throws {
        try run(["1/funds/2026-10-01", "2/funds/2026-10-01"])
        try run(["1/funds/2026-10-01", "2/funds/2026-10-01", "3/funds/2026-10-01"])
        let error = #expect(throws: PipelineError.self) { try run(["1/funds/2026-10-01"]) }
        #expect(
            error?.description == """
                error: the window was delivered with 2/funds, 3/funds, which the source does not list any more; nothing was replaced [ledger-vanished]
                  = fix: ask for the access again; to do without, name the ledgers that are left in the stage's 'ledgers:'
                """
        )
        #expect(error?.code.runsExitStatus == 1)
        #expect(throws: PipelineError.self) { try run(["1/funds/2026-10-01"]) }
        // Dates before the window that a payout's period reaches back to may change.
        try run(["1/funds/2026-09-30", "2/funds/2026-10-01", "3/funds/2026-10-01"])
    }

    @Test("other options are another question, and a run cut short knows nothing of the rest")
    func notCompared() throws {
        try run(["1/funds/2026-10-01", "2/funds/2026-10-01"])
        try run(["1/funds/2026-10-01"], isWhole: false)
        try run(["1/funds/2026-10-01", "2/funds/2026-10-01"])
        try run(["1/funds/2026-10-01"], options: "ledgers=[1]")
        try run(["a.csv"], options: "path=*.csv")
        try run(["b.csv"], options: "path=*.csv")
    }
}

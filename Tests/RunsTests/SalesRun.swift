// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Foundation
import Synchronization
import enum FjordKit.Finality
import struct FjordKit.DateWindow
import struct FjordKit.Finding

@testable import Runs

/// A run of a pipeline with two sinks, the same each time: `sales` writes `out/sales.csv` and
/// `out/deep/sales.jsonl.gz`, moves the cursor of a feed and keeps a memory.
struct SalesRun: Sendable {
    var folder: String
    var content: String
    var finality = Finality.final
    var isProduction = true
    var pipeline = "sales"
    var calls = FileCalls.system
    var reached: @Sendable (CommitStep) -> Void = { _ in }

    static let finalPaths = ["out/sales.csv", "out/deep/sales.jsonl.gz", "out/sales.manifest.json"]
    static let provisionalPaths = [
        "out/sales.provisional.csv", "out/deep/sales.provisional.jsonl.gz",
        "out/sales.provisional.manifest.json",
    ]

    var description: RunDescription {
        get throws {
            var description = RunDescription(
                pipeline: pipeline,
                pipelineHash: "hash of \(pipeline)",
                window: try WindowChoice(date: "2026-10-01").window(
                    of: WindowSpec(),
                    nowMicroseconds: 0
                ),
                startMicroseconds: 1_000_000,
                version: "0.1.0"
            )
            description.connections = [Self.connection]
            description.parameters = [.init("currency", "NOK")]
            description.isProduction = isProduction
            description.outputs = ["out/sales.csv", "out/deep/sales.jsonl.gz"]
            return description
        }
    }

    static let connection = ConnectionIdentity(
        name: "vipps",
        type: "vipps",
        settings: [
            .init("client_id", "7a1b"), .init("base_url", "https://api.example.com"),
        ]
    )

    var partition: PartitionResult {
        PartitionResult(
            stage: "entries",
            stageType: "vipps.funds",
            options: "ledgers=all",
            connection: Self.connection,
            key: "418207/funds/2026-10-01",
            finality: finality,
            rowCount: 2,
            sums: [.init(currency: "NOK", amount: "12.50")],
            inputHash: "2:\(content)",
            cursor: "behind \(content)"
        )
    }

    var feed: FeedStage {
        FeedStage(id: "entries", options: "ledgers=all", connection: Self.connection)
    }

    /// Where the next run's feed goes on, and what it remembers: the texts, nil if there are none.
    func kept() throws -> (cursor: String?, memory: String?) {
        let state = try open()
        let lock = try state.lock(pipeline: pipeline)
        defer { lock.release() }
        var next = try description
        next.batch = nil
        next.window = DateWindow(
            first: next.window?.last.advanced(by: 1) ?? .earliest,
            last: next.window?.last.advanced(by: 1) ?? .earliest
        )
        let run = try state.begin(next, under: lock)
        defer { run.abandon(because: nil, atMicroseconds: 0) }
        let cursor = try run.cursors(of: feed)["418207/funds/2026-10-01"]
        let memory = try run.createMemory(of: "changes").previousFile
        return (cursor, memory.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) })
    }

    func open() throws -> ProjectState {
        try ProjectState.open(folder: folder, calls: calls, reached: reached)
    }

    func result(_ csv: OutputFile, _ lines: OutputFile) -> RunResult {
        var result = RunResult(finishMicroseconds: 2_000_000)
        result.partitions = [partition]
        result.outputs = [
            OutputResult(
                file: csv,
                sink: "csv",
                input: "payments",
                rowCount: 2,
                totals: [.init(column: "amount", sums: [.init(currency: "NOK", amount: "12.50")])]
            ),
            OutputResult(file: lines, sink: "jsonl", input: "payments", rowCount: 2),
        ]
        var finding = Finding(
            .warning,
            rule: "chain",
            "1 of 2 rows breaks it",
            count: 1,
            examples: ["amount: -1.00"]
        )
        finding.stage = "books"
        result.findings = [finding]
        result.unknownFields = [.init(stage: "entries", field: "extra.note", count: 1)]
        return result
    }

    /// Begins, writes and commits under a lock of its own.
    @discardableResult
    func execute() throws -> CommittedOutputs {
        let state = try open()
        return try execute(state, under: try state.lock(pipeline: pipeline))
    }

    @discardableResult
    func execute(_ state: ProjectState, under lock: PipelineLock) throws -> CommittedOutputs {
        var description = try description
        description.batch = try state.nextBatch(of: pipeline, isProduction: isProduction)
        let run = try state.begin(description, under: lock)
        do throws(PipelineError) {
            let csv = try run.createOutput(at: "out/sales.csv")
            try csv.write(Bytes("id\n"))
            try csv.write(Bytes(content + "\n"))
            let lines = try run.createOutput(at: "out/deep/sales.jsonl.gz")
            try lines.write(Bytes(content))
            let memory = try run.createMemory(of: "changes")
            try memory.file.write(Bytes("memory of \(content)"))
            return try run.commit(result(csv, lines))
        } catch {
            run.abandon(because: error, atMicroseconds: 3_000_000)
            throw error
        }
    }

    /// The same run in a process that is killed at the step with this number, counted from 1.
    func killed(atStep number: Int) -> SalesRun {
        var run = self
        let reachedSteps = StepCounter()
        run.reached = { _ in if reachedSteps.next() == number { kill(getpid(), SIGKILL) } }
        return run
    }
}

/// Counts steps from 1.
final class StepCounter: Sendable {
    private let count = Atomic(0)

    func next() -> Int { count.add(1, ordering: .relaxed).newValue }

    var total: Int { count.load(ordering: .relaxed) }
}

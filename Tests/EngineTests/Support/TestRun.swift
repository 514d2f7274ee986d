// SPDX-License-Identifier: Apache-2.0

import FjordKit

@testable import Engine

/// Runs graphs and keeps what they wrote.
struct TestRun {
    let report: RunReport
    let targets: [Int: CapturingTarget]

    /// What the sink at this position wrote.
    func text(_ node: Int) -> String { targets[node]?.text ?? "" }
    func bytes(_ node: Int) -> [UInt8] { targets[node]?.bytes ?? [] }

    static let scratch = ScratchSpace(memoryByteCount: 1 << 20, folder: "/var/tmp")

    static func limits(batchRows: Int? = nil, memory: Int? = nil) -> Engine.Limits {
        var limits = Engine.Limits()
        if let batchRows { limits.batchRowCount = batchRows }
        if let memory { limits.memoryByteCount = memory }
        // Small, so that a few rows make several units of work.
        limits.morselByteCount = 2_000
        return limits
    }

    static func of(
        _ graph: StageGraph,
        workers: Int = 2,
        limits: Engine.Limits = limits(),
        memories: [Int: any StageMemory] = [:],
        cursors: [Int: [String: String]] = [:],
        progress: RunProgress = RunProgress()
    ) async throws -> TestRun {
        let targets = capturing(graph)
        let report = try await run(
            graph,
            into: targets,
            on: WorkerThreads(count: workers),
            limits: limits,
            memories: memories,
            cursors: cursors,
            progress: progress
        )
        return TestRun(report: report, targets: targets)
    }

    static func of(
        _ graph: StageGraph,
        on threads: WorkerThreads,
        limits: Engine.Limits = limits(),
        progress: RunProgress = RunProgress()
    ) async throws -> TestRun {
        let targets = capturing(graph)
        let report = try await run(
            graph,
            into: targets,
            on: threads,
            limits: limits,
            progress: progress
        )
        return TestRun(report: report, targets: targets)
    }

    static func run(
        _ graph: StageGraph,
        into targets: [Int: any OutputTarget],
        on threads: WorkerThreads,
        limits: Engine.Limits = limits(),
        memories: [Int: any StageMemory] = [:],
        cursors: [Int: [String: String]] = [:],
        progress: RunProgress = RunProgress()
    ) async throws -> RunReport {
        let engine = Engine(threads: threads, limits: limits)
        return try await engine.run(
            graph,
            targets: targets,
            memories: memories,
            cursors: cursors,
            progress: progress
        ) { finality, _ in
            RunOutline(
                pipeline: "test",
                description: nil,
                window: nil,
                timeZone: "UTC",
                startedAt: 0,
                finality: finality
            )
        }
    }

    /// A target for each sink.
    static func capturing(_ graph: StageGraph) -> [Int: CapturingTarget] {
        var targets: [Int: CapturingTarget] = [:]
        for (position, node) in graph.nodes.enumerated() {
            switch node.operation {
            case .streamSink, .batchSink: targets[position] = CapturingTarget()
            default: continue
            }
        }
        return targets
    }
}

// SPDX-License-Identifier: Apache-2.0

import Engine
import FjordKit
import Foundation
import Pipelines

/// Runs the tests of pipeline files on the rows that they give: without a connection, a secret or the network, and
/// without a file.
struct TestRunner: Sendable {
    let registered: StageList
    private let engine: Engine

    /// - Parameters:
    ///   - registered: The stages of this binary.
    ///   - threads: Where stages work; the result never depends on how many there are.
    init(registered: StageList, threads: WorkerThreads = WorkerThreads(count: 1)) {
        self.registered = registered
        var limits = Engine.Limits()
        limits.scratchFolder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/var/tmp"
        engine = Engine(threads: threads, limits: limits)
    }

    /// Runs the tests of one file whose names hold `filter`, whatever its case; nil takes all.
    ///
    /// - Throws: `CancellationError` only; what is wrong with the file is part of the result.
    func run(_ file: String, filter: String?) async throws -> TestedFile {
        let pipeline: CheckedPipeline, tests: [PipelineTest]
        do {
            pipeline = try CheckedPipeline(file: file, registered: registered)
            tests = try pipeline.preparedTests()
        } catch let errors as PipelineErrors {
            return TestedFile(file, faults: errors.all.filter { $0.severity == .error })
        } catch let error as PipelineError {
            return TestedFile(file, faults: [error])
        }
        let chosen = tests.filter { test in
            filter.map { test.name.lowercased().contains($0.lowercased()) } ?? true
        }
        var outcomes: [TestOutcome] = []
        for test in chosen { outcomes.append(try await run(test, of: pipeline)) }
        return TestedFile(
            file: file,
            pipeline: pipeline.name,
            testCount: tests.count,
            outcomes: outcomes,
            faults: []
        )
    }

    private func run(_ test: PipelineTest, of pipeline: CheckedPipeline) async throws -> TestOutcome
    {
        let captured = CapturedGraph(of: test)
        let failures: [TestOutcome.Failure]
        do {
            let report = try await run(captured, test, pipeline)
            failures = test.expectation.failures(captured, report)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            let fault = error as? PipelineError ?? .unexpected(error)
            failures = test.expectation.failures(fault)
        }
        return TestOutcome(name: test.name, location: test.location, failures: failures)
    }

    private func run(
        _ captured: CapturedGraph,
        _ test: PipelineTest,
        _ pipeline: CheckedPipeline
    ) async throws -> RunReport {
        try await engine.run(captured.graph, targets: captured.targets) { finality, findings in
            RunOutline(
                pipeline: pipeline.name,
                description: pipeline.description,
                window: test.window,
                timeZone: pipeline.window?.timeZone ?? "UTC",
                // Nothing in a test depends on the clock.
                startedAt: 0,
                finality: finality,
                findings: findings
            )
        }
    }
}

extension TestedFile {
    /// A file whose tests were not run.
    fileprivate init(_ file: String, faults: [PipelineError]) {
        self.init(file: file, pipeline: nil, testCount: 0, outcomes: [], faults: faults)
    }
}

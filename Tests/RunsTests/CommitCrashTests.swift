// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing
import enum FjordKit.Finality

@testable import Runs

/// Ends a process with SIGKILL after each single step of the protocol, the ones between two renames
/// included.
@Suite struct CommitCrashTests {
    /// What was there before the run that is killed.
    enum Before: String, CaseIterable {
        case nothing
        case final
        case provisional
    }

    @Test("a crash at any step leaves all old or all new outputs", arguments: Before.allCases)
    func crashAtAnyStep(before: Before) async throws {
        for finality in [Finality.final, .provisional] {
            let committed = try number(of: .committed, finality)
            for step in 1...(try steps(finality).count) {
                let folder = try TemporaryFolder()
                try prepare(before, in: folder)
                let old = snapshot(folder)
                let (path, isFinal) = (folder.path, finality == .final)
                await #expect(processExitsWith: .signal(SIGKILL)) {
                    [path = path as String, isFinal = isFinal as Bool, step = step as Int] in
                    var run = SalesRun(folder: path, content: "new")
                    run.finality = isFinal ? .final : .provisional
                    try run.killed(atStep: step).execute()
                }
                let report = try SalesRun(folder: path, content: "").open().recover()
                #expect(report.blocked.isEmpty)
                let expected = try step < committed ? old : new(over: before, finality)
                #expect(report.undone.count == (step < committed ? 1 : 0))
                #expect(snapshot(folder) == expected, "step \(step), \(finality) over \(before)")
                let content = step >= committed ? "new" : before == .nothing ? nil : "old"
                let kept = try SalesRun(folder: path, content: "").kept()
                #expect(kept.cursor == content.map { "behind \($0)" }, "step \(step)")
                #expect(kept.memory == content.map { "memory of \($0)" }, "step \(step)")
            }
        }
    }

    @Test("a crash while recovering is recovered from", arguments: 1...6)
    func crashWhileRecovering(step: Int) async throws {
        let folder = try TemporaryFolder()
        try prepare(.provisional, in: folder)
        let committed = try number(of: .committed, .final)
        let path = folder.path
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, committed = committed as Int] in
            try SalesRun(folder: path, content: "new").killed(atStep: committed).execute()
        }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, step = step as Int] in
            _ = try SalesRun(folder: path, content: "").killed(atStep: step).open().recover()
        }
        _ = try SalesRun(folder: path, content: "").open().recover()
        #expect(snapshot(folder) == (try new(over: .provisional, .final)))
    }

    private func prepare(_ before: Before, in folder: TemporaryFolder) throws {
        guard before != .nothing else { return }
        var run = SalesRun(folder: folder.path, content: "old")
        run.finality = before == .final ? .final : .provisional
        try run.execute()
    }

    /// What an undisturbed run leaves.
    private func new(over before: Before, _ finality: Finality) throws -> [String: String] {
        let folder = try TemporaryFolder()
        try prepare(before, in: folder)
        var run = SalesRun(folder: folder.path, content: "new")
        run.finality = finality
        try run.execute()
        return snapshot(folder)
    }

    private func snapshot(_ folder: TemporaryFolder) -> [String: String] {
        Dictionary(uniqueKeysWithValues: folder.contents.map { ($0, folder.text($0) ?? "") })
    }

    private func number(of step: CommitStep, _ finality: Finality) throws -> Int {
        (try steps(finality).firstIndex(of: step) ?? 0) + 1
    }

    private func steps(_ finality: Finality) throws -> [CommitStep] {
        let folder = try TemporaryFolder()
        let log = EventLog<CommitStep>()
        var run = SalesRun(folder: folder.path, content: "new")
        run.finality = finality
        run.reached = { log.append($0) }
        try run.execute()
        return log.events
    }
}

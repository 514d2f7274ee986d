// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import Testing
import enum FjordKit.Finality

@testable import Runs

@Suite struct RefusalTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func run(_ content: String, isProduction: Bool = true) -> SalesRun {
        var run = SalesRun(folder: folder.path, content: content)
        run.isProduction = isProduction
        return run
    }

    @Test("a trial run does not replace what a production run committed, provisional or final")
    func trialAfterProduction() throws {
        try run("real").execute()
        let error = #expect(throws: PipelineError.self) {
            try run("trial", isProduction: false).execute()
        }
        #expect(
            error?.description == """
                out/sales.csv: error: a production run of 'sales' wrote this file; a run on the \
                sandbox, on a replay or with --set does not replace it [production-output]
                  = fix: run in another folder, or move the file away
                """
        )
        #expect(error?.code.runsExitStatus == 2)
        #expect(folder.text("out/sales.csv") == "id\nreal\n")
    }

    @Test("a provisional file of a production run is safe, too")
    func trialAfterProvisional() throws {
        var provisional = run("real")
        provisional.finality = .provisional
        try provisional.execute()
        let error = #expect(throws: PipelineError.self) {
            try run("trial", isProduction: false).execute()
        }
        #expect(error?.location == .named("out/sales.provisional.csv"))
    }

    @Test("trial runs replace one another, and production runs replace them")
    func trialAfterTrial() throws {
        try run("one", isProduction: false).execute()
        try run("two", isProduction: false).execute()
        #expect(folder.text("out/sales.csv") == "id\ntwo\n")
        try run("real").execute()
        #expect(folder.text("out/sales.csv") == "id\nreal\n")
    }

    @Test("a file moved away is nobody's any more")
    func movedAway() throws {
        try run("real").execute()
        for name in SalesRun.finalPaths {
            try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
        }
        try run("trial", isProduction: false).execute()
        try run("again", isProduction: false).execute()
        #expect(folder.text("out/sales.csv") == "id\nagain\n")
    }

    @Test("two outputs of one run need two names")
    func duplicates() throws {
        let state = try run("a").open()
        var description = try run("a").description
        description.outputs = ["out/a.csv", "out/x/../a.csv"]
        let error = #expect(throws: PipelineError.self) {
            try state.begin(description, under: state.lock(pipeline: "sales"))
        }
        #expect(
            error?.description == """
                out/a.csv: error: two outputs of this run have this name [duplicate-output]
                  = fix: give each sink a path of its own
                """
        )
    }

    @Test("a folder or device is never replaced", arguments: ["out", "/dev/null"])
    func notAFile(target: String) throws {
        try run("a").execute()
        let state = try run("a").open()
        var description = try run("a").description
        description.outputs = [target]
        let error = #expect(throws: PipelineError.self) {
            try state.begin(description, under: state.lock(pipeline: "sales"))
        }
        #expect(
            error?.description == """
                \(target): error: this is a folder or a device, which an output cannot replace \
                [output-not-a-file]
                  = fix: name a file
                """
        )
    }
}

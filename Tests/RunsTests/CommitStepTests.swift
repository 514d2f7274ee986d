// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Runs

@Suite struct CommitStepTests {
    @Test("the steps of one commit, in order")
    func order() throws {
        let folder = try TemporaryFolder()
        let log = EventLog<CommitStep>()
        var run = SalesRun(folder: folder.path, content: "a")
        run.reached = { log.append($0) }
        try run.execute()
        let output = ["output-registered", "folders-created", "output-created"]
        #expect(
            log.events.map(\.description)
                == ["run-recorded"] + output + output + output
                + ["output-synchronized", "output-synchronized"] + output
                + ["output-synchronized", "output-synchronized"]
                + ["folders-synchronized", "committed"]
                + (1...7).map { "effect-applied:\($0)" } + ["effects-synchronized", "cleared"]
        )
    }

    @Test("what a power cut may take back is made durable before the next step relies on it")
    func durability() throws {
        let folder = try TemporaryFolder()
        let log = EventLog<String>()
        var run = SalesRun(folder: folder.path, content: "a")
        run.reached = { log.append($0.description) }
        run.calls.synchronize = {
            log.append("fsync")
            return FileCalls.system.synchronize($0)
        }
        run.calls.rename = {
            log.append("rename")
            return FileCalls.system.rename($0, $1)
        }
        try run.execute()
        let fileBytes = ["fsync", "output-synchronized"]
        // out/deep, out, the memory's folder, that of the state, the project; then the three that the
        // renames changed.
        let fsyncs = { [String](repeating: "fsync", count: $0) }
        let entries = fsyncs(5) + ["folders-synchronized", "committed"]
        let renames = (1...4).flatMap { ["rename", "effect-applied:\($0)"] }
        let unlinks = (5...7).map { "effect-applied:\($0)" }
        let end = fsyncs(3) + ["effects-synchronized", "cleared"]
        #expect(Array(log.events.suffix(25)) == fileBytes + entries + renames + unlinks + end)
    }

    @Test("a step's text reads back", arguments: ["committed", "effect-applied:3", "cleared"])
    func readsBack(text: String) {
        #expect(CommitStep(text)?.description == text)
    }

    @Test(
        "other texts are no steps",
        arguments: ["", "commited", "effect-applied:0", "effect-applied:"]
    )
    func noSteps(text: String) {
        #expect(CommitStep(text) == nil)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import FjordKit
import Foundation
import Testing

@testable import Pipelines

@Suite("Connections")
struct ConnectionTests {
    private static let pipeline = """
        fjord: 1
        name: t
        stages:
          - fetch: vipps.funds
          - sink: csv
            path: ${window}.csv
        """
    private static let project = """
        connections:
          vipps:
            type: vipps
            key_type: accounting
            client_id: id-${env:PIPELINES_TEST_ID}
            client_secret: ${file:secret.txt}
          other: {type: vipps, client_id: a, client_secret: b}
        """

    private func choice(_ checked: CheckedPipeline) throws -> ConnectionChoice {
        try checked.connectionTable.choice(for: try #require(checked.connections.first))
    }

    private func overrides(_ flags: String...) throws -> ConnectionOverrides {
        try ConnectionOverrides(reading: flags)
    }

    @Test("a check reads no secret")
    func checkReadsNoSecret() {
        #expect(faults(Self.pipeline, project: Self.project).isEmpty)
    }

    @Test("a run reads secrets, masks them, and strips a file's line end")
    func secrets() throws {
        let folder = try TemporaryFolder()
        try folder.write("secret.txt", "gh0st-value\n")
        let checked = try check(Self.pipeline, project: Self.project)
        guard case .defined(let definition) = try choice(checked) else {
            Issue.record("another choice")
            return
        }
        let sources = SecretSources(
            environment: ["PIPELINES_TEST_ID": "w1dely-known"],
            folder: folder.path
        )
        let (type, options) = try definition.resolve(
            among: StandIn.stages.connections,
            secrets: sources
        )
        #expect(type.spec.name == "vipps")
        #expect(options.text("client_id") == "id-w1dely-known")
        #expect(options.text("client_secret") == "gh0st-value")
        #expect(options.text("base_url") == "https://api.vipps.no")
        #expect(options.int("requests_in_flight") == 4)
        #expect(Secrets.masked("a gh0st-value, w1dely-known") == "a ***, ***")
    }

    @Test("secrets that are missing are named with their place")
    func missingSecrets() throws {
        let checked = try check(Self.pipeline, project: Self.project)
        guard case .defined(let definition) = try choice(checked) else {
            Issue.record("another choice")
            return
        }
        let sources = SecretSources(environment: [:], folder: "/nonexistent")
        let error = #expect(throws: PipelineErrors.self) {
            try definition.resolve(among: StandIn.stages.connections, secrets: sources)
        }
        #expect(
            error?.description == """
                fjord.yaml:5:19: error: the environment variable 'PIPELINES_TEST_ID' is not set [missing-secret]
                5 |     client_id: id-${env:PIPELINES_TEST_ID}
                  |                   ^~~~~~~~~~~~~~~~~~~~~~~~
                  = fix: export PIPELINES_TEST_ID before the run
                fjord.yaml:6:20: error: the file 'secret.txt' cannot be read as text [missing-secret]
                6 |     client_secret: ${file:secret.txt}
                  |                    ^~~~~~~~~~~~~~~~~~
                  = fix: create it, readable for the user of the run; relative paths start from fjord.yaml
                """
        )
    }

    @Test("an empty secret is reported, not sent")
    func emptySecret() throws {
        let text =
            "connections:\n  vipps: {type: vipps, client_id: a, client_secret: '${env:EMPTY}'}\n"
        let faults = FaultList()
        let file = ProjectFile.read(
            DefinitionSource(name: "fjord.yaml", text: text),
            faults: faults
        )
        let definition = try #require(file.connections.first)
        let error = #expect(throws: PipelineErrors.self) {
            _ = try definition.resolve(
                among: StandIn.stages.connections,
                secrets: SecretSources(environment: ["EMPTY": ""], folder: "/nonexistent")
            )
        }
        #expect(
            error?.description.contains(
                "the environment variable 'EMPTY' is empty [missing-secret]"
            ) == true
        )
    }

    @Test("faults of the project file stand behind those of the pipeline")
    func projectFaults() {
        let project = """
            conections: {}
            connections:
              sandbox: {type: vipps}
              a: {client_id: x}
              vipps:
                type: vipps
                key_type: acounting
                client_id: ${window}
                requests_in_flight: 99
                port: 1
            """
        #expect(
            faults(Self.pipeline.replacing("${window}", with: "${windw}"), project: project) == """
                p.yaml:6:11: error: no parameter is called 'windw' [unknown-parameter]
                6 |     path: ${windw}.csv
                  |           ^~~~~~~~
                  = fix: did you mean 'window'?
                fjord.yaml:1:1: error: a project file has no key 'conections' [unknown-key]
                1 | conections: {}
                  | ^~~~~~~~~~
                  = fix: did you mean 'connections'?
                fjord.yaml:3:3: error: 'sandbox' is the built-in connection and cannot be defined [invalid-connection]
                3 |   sandbox: {type: vipps}
                  |   ^~~~~~~
                fjord.yaml:4:3: error: connection 'a' needs 'type' [missing-key]
                4 |   a: {client_id: x}
                  |   ^
                fjord.yaml:5:3: error: connection 'vipps' needs 'client_secret' [missing-key]
                5 |   vipps:
                  |   ^~~~~
                fjord.yaml:7:15: error: key_type must be one of sales_unit, accounting, management, not 'acounting' [invalid-value]
                7 |     key_type: acounting
                  |               ^~~~~~~~~
                  = fix: did you mean 'accounting'?
                fjord.yaml:8:16: error: a connection cannot read '${window}' [interpolation]
                8 |     client_id: ${window}
                  |                ^~~~~~~~~
                  = fix: write ${env:NAME} or ${file:PATH}
                fjord.yaml:9:25: error: requests_in_flight must be from 1 to 64, not 99 [invalid-value]
                9 |     requests_in_flight: 99
                  |                         ^~
                fjord.yaml:10:5: error: connection 'vipps' has no key 'port' [unknown-key]
                10 |     port: 1
                   |     ^~~~
                   = fix: known are base_url, key_type, client_id, client_secret, requests_in_flight, type
                """
        )
    }

    @Test(
        "an unknown name is a fault where it is written, a default may come from the command line"
    )
    func unknownNames() throws {
        let named = Self.pipeline.replacing(
            "fetch: vipps.funds",
            with: "fetch: vipps.funds\n    connection: othr"
        )
        #expect(
            faults(named, project: Self.project) == """
                p.yaml:5:17: error: no connection is called 'othr' [unknown-connection]
                5 |     connection: othr
                  |                 ^~~~
                  = fix: did you mean 'other'?
                """
        )
        #expect(faults(named, overrides: try overrides("othr=sandbox")).isEmpty)
        #expect(faults(named.replacing("othr", with: "sandbox")).isEmpty)
        let unnamed = try check(Self.pipeline)
        let error = #expect(throws: PipelineError.self) { try choice(unnamed) }
        #expect(
            error?.description == """
                p.yaml:4:12: error: no connection is called 'vipps' [unknown-connection]
                4 |   - fetch: vipps.funds
                  |            ^~~~~~~~~~~
                  = fix: describe it under 'connections' in fjord.yaml, or run with --connection vipps=sandbox
                """
        )
    }

    @Test("a connection of another system")
    func otherType() {
        let project = "connections: {vipps: {type: ledger}}"
        #expect(
            faults(Self.pipeline, project: project) == """
                p.yaml:4:12: error: the connection 'vipps' is of type 'ledger'; this needs 'vipps' [connection-type]
                4 |   - fetch: vipps.funds
                  |            ^~~~~~~~~~~
                """
        )
    }

    @Test("flags lead to another connection or to the sandbox with its settings")
    func flags() throws {
        let overrides = try overrides("vipps=sandbox?seed=7&entries_per_day=1000", "b=other")
        #expect(
            overrides.targets == [
                "vipps": .sandbox([
                    SandboxSetting("seed", "7"), SandboxSetting("entries_per_day", "1000"),
                ]),
                "b": .named("other"),
            ]
        )
        let checked = try check(
            Self.pipeline,
            project: Self.project,
            overrides: try self.overrides("vipps=other")
        )
        guard case .defined(let definition) = try choice(checked) else {
            Issue.record("another choice")
            return
        }
        #expect(definition.name == "other")
    }

    @Test("faulty flags")
    func faultyFlags() throws {
        let error = #expect(throws: PipelineErrors.self) {
            try overrides("vipps", "a=", "a=b?c=d", "a=sandbox?seed", "x=y", "x=z")
        }
        #expect(
            error?.description == """
                --connection vipps: error: this names no connection [invalid-connection]
                  = fix: write --connection vipps=NAME or --connection vipps=sandbox
                --connection a=: error: this names no connection [invalid-connection]
                  = fix: write --connection vipps=NAME or --connection vipps=sandbox
                --connection a=b?c=d: error: only the sandbox takes settings, not 'b' [invalid-connection]
                --connection a=sandbox?seed: error: the sandbox cannot read the setting 'seed' [invalid-connection]
                  = fix: write name=value, several joined by '&': 'vipps=sandbox?seed=7&page_size=100'
                --connection x=z: error: the connection 'x' is given a second time [invalid-connection]
                """
        )
        #expect(
            faults(Self.pipeline, overrides: try overrides("vips=sandbox")) == """
                --connection vips: error: no stage uses a connection called 'vips' [invalid-connection]
                  = fix: did you mean 'vipps'?
                """
        )
    }
}

/// A folder of one test, removed with the last reference to it.
final class TemporaryFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(
            path: "fjord-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            Issue.record(error)
        }
    }

    func write(_ name: String, _ text: String) throws {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        let folder = url.deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import FjordKit
import HTTP
import Testing

@testable import Pipelines

@Suite("Stages that work without a connection")
struct OptionalConnectionTests {
    private struct Web: FetchStage {
        static let spec = StageSpec(
            "http",
            "Records.",
            connection: ConnectionNeed(type: "http", isOptional: true)
        )
        static let isDated = false
        let schema: Schema? = Schema([Field("id", .int64)])
        init(_ options: StageOptions) throws {}
        func partitions(in context: FetchContext) async throws -> [Partition] { [] }
        func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
            preconditionFailure("nothing is read")
        }
        func makeDecoder() throws -> any PageDecoder { preconditionFailure("nothing is read") }
    }

    private struct Service: Connection {
        static let spec = StageSpec(
            "http",
            "A service.",
            .optionalText("base_url", "Where."),
            .int("requests_in_flight", "How many.", default: 4)
        )
        let identity = "http"
        let requestsInFlight = 4
        init(name: String, _ options: StageOptions, client: HTTPClient) throws {}
    }

    private static let stages = StageList(
        fetches: [Web.self],
        streamSinks: StandIn.stages.streamSinks,
        connections: [Service.self] + StandIn.stages.connections
    )

    /// The choice of the one fetch stage, whose options these lines are.
    private func choice(
        _ options: String = "",
        project: String? = nil,
        flags: [String] = []
    ) throws -> ConnectionChoice {
        let text = """
            fjord: 1
            name: t
            stages:
              - fetch: http\(options)
              - sink: csv
                path: out.csv
            """
        let checked = try CheckedPipeline(
            checking: DefinitionSource(name: "p.yaml", text: text),
            in: Project(
                folder: "/project",
                file: project.map { DefinitionSource(name: "fjord.yaml", text: $0) }
            ),
            registered: Self.stages,
            overrides: try ConnectionOverrides(reading: flags)
        )
        return try checked.connectionTable.choice(for: try #require(checked.connections.first))
    }

    private func options(_ choice: ConnectionChoice) throws -> StageOptions? {
        guard case .defined(let definition) = choice else { return nil }
        let sources = SecretSources(environment: [:], folder: "/")
        return try definition.resolve(among: Self.stages.connections, secrets: sources).options
    }

    @Test("are given one with every option left out")
    func undescribed() throws {
        let options = try #require(try options(choice()))
        #expect(options.optionalText("base_url") == nil)
        #expect(options.int("requests_in_flight") == 4)
    }

    @Test("are given the one of their system's name, or the one they name")
    func described() throws {
        let project = """
            connections:
              http: {type: http, base_url: "https://a"}
              shop: {type: http, base_url: "https://b"}
            """
        #expect(try options(choice(project: project))?.text("base_url") == "https://a")
        let named = try choice("\n    connection: shop", project: project)
        #expect(try options(named)?.text("base_url") == "https://b")
        let given = try choice(project: project, flags: ["http=shop"])
        #expect(try options(given)?.text("base_url") == "https://b")
    }

    @Test("are not given another than the one they name")
    func unknown() {
        let fault = #expect(throws: PipelineErrors.self) { try choice("\n    connection: shop") }
        #expect(
            fault?.description == """
                p.yaml:5:17: error: no connection is called 'shop' [unknown-connection]
                5 |     connection: shop
                  |                 ^~~~
                  = fix: describe it under 'connections' in fjord.yaml
                """
        )
    }

    @Test("have no sandbox")
    func sandbox() {
        let fault = #expect(throws: PipelineErrors.self) { try choice(flags: ["http=sandbox"]) }
        #expect(
            fault?.description == """
                p.yaml:4:12: error: the sandbox does not stand in for a connection of type 'http' \
                [connection-type]
                4 |   - fetch: http
                  |            ^~~~
                  = fix: name a connection of fjord.yaml
                """
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit
import HTTPTesting
import Logging
import PluginTesting
import Testing

@testable import Web

/// A client with a clock that nobody waits for, and stages over a server of the test's own.
struct Bench: Sendable {
    let server: FaultServer
    let client: HTTPClient
    let time: FakeTime
    let log = CapturedLog()

    init(_ server: FaultServer, time: FakeTime = FakeTime()) {
        self.server = server
        self.time = time
        let log = log
        client = HTTPClient(
            userAgent: "fjord/test",
            environment: [:],
            timing: time.timing,
            logger: Logger(label: "test") { _ in log }
        )
    }

    /// A connection of type http, by default one with every option left out.
    func connection(
        _ options: [String: StageOptions.Value] = [:],
        name: String = "shop"
    ) throws -> WebConnection {
        let usual: [String: StageOptions.Value] = [
            "auth": .text("none"), "requests_in_flight": .integer(4),
        ]
        let all = StageOptions(usual.merging(options) { $1 })
        return try WebConnection(name: name, all, client: client)
    }

    /// A connection to the server, with these options besides.
    func home(_ options: [String: StageOptions.Value] = [:]) throws -> FetchContext {
        var options = options
        options["base_url"] = .text(server.url + "/api")
        return FetchContext(window: nil, connection: try connection(options))
    }

    /// What a stage reads from `/list` of the server, over no configured connection.
    func read(_ options: [String: StageOptions.Value] = [:]) async throws -> FetchReading {
        let url = StageOptions.Value.text(server.url + "/list")
        let stage = try HTTPStage.made(["url": url].merging(options) { $1 })
        return try await read(stage, in: FetchContext(window: nil, connection: connection()))
    }

    /// What a stage reads from its one partition.
    func read(_ stage: any FetchStage, in context: FetchContext) async throws -> FetchReading {
        let readings = try await stage.readAll(in: context)
        try #require(readings.count == 1)
        return readings[0]
    }

    /// How reading fails.
    func fault(_ options: [String: StageOptions.Value] = [:]) async throws -> String {
        try await message { _ = try await read(options) }
    }

    /// What was asked, without the path.
    var queries: [String] {
        server.requests.map { String($0.target.drop { $0 != "?" }) }
    }
}

extension HTTPStage {
    /// A stage with a column `id`, unless options say otherwise.
    static func made(
        _ options: [String: StageOptions.Value],
        infersSchema: Bool = false
    ) throws -> HTTPStage {
        var usual: [String: StageOptions.Value] = [
            "records": .text("items"), "extra": .boolean(false), "paging": .text("none"),
            "max_pages": .integer(100_000), "format": .text("json"),
            "partition": .text("window"), "header": .boolean(true), "header_on": .text("each"),
            "quote": .text("\""), "decimal_separator": .text("."), "null": .texts([""]),
            "skip_lines": .integer(0),
            "schema": .mapping([StageOptions.Pair("id", "int64")]),
        ]
        if infersSchema { usual["schema"] = nil }
        return try HTTPStage(StageOptions(usual.merging(options) { $1 }))
    }
}

extension FetchReading {
    /// The values of the first column.
    var ids: [String] { decoded.rows.map { $0[0] ?? "null" } }
}

/// A page of records with these ids, and members beside them.
func page(_ ids: some Sequence<Int>, _ members: String = "") -> String {
    let items = ids.map { #"{"id":\#($0)}"# }.joined(separator: ",")
    return #"{"items":[\#(items)]\#(members.isEmpty ? "" : ",")\#(members)}"#
}

/// The value of a query parameter; nil if it is not there.
func parameter(_ name: String, of request: FaultServer.Received) -> String? {
    let query = request.target.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
    for item in query.split(separator: "&") where item.hasPrefix(name + "=") {
        return String(item.dropFirst(name.count + 1))
    }
    return nil
}

/// The error that `work` throws, as users read it, with its fix.
func message(_ work: () async throws -> Void) async throws -> String {
    let error = await #expect(throws: PipelineError.self) { try await work() }
    return try #require(error).description
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit
import HTTPTesting
import PluginTesting
import Testing

@testable import Web

@Suite("fetch: http without a schema")
struct InferenceTests {
    private static func stage(
        _ server: FaultServer,
        _ options: [String: StageOptions.Value] = [:]
    ) throws -> HTTPStage {
        let url = StageOptions.Value.text(server.url + "/list")
        return try HTTPStage.made(["url": url].merging(options) { $1 }, infersSchema: true)
    }

    @Test("the first page tells the columns, and is asked for once")
    func columns() async throws {
        let body =
            #"{"items":[{"id":1,"on":"2026-10-01","who":{"name":"A"}},{"id":2.5,"tags":[]}]}"#
        let server = try FaultServer(.json(body))
        defer { server.stop() }
        let bench = Bench(server)
        let context = FetchContext(window: nil, connection: try bench.connection())
        let stage = try Self.stage(server)
        #expect(stage.schema == nil)
        let ready = try await stage.inferringSchema(in: context)
        let fields = try #require(ready.schema?.fields)
        #expect(
            fields.map { "\($0.name): \($0.type)" } == [
                "id: decimal(38, 1)", "on: date", "who.name: text", "tags: json",
            ]
        )
        let reading = try await bench.read(ready, in: context)
        #expect(reading.decoded.rows.count == 2)
        #expect(server.requests.count == 1)
        // A later reading begins anew.
        #expect(try await bench.read(ready, in: context).decoded.rows == reading.decoded.rows)
        #expect(server.requests.count == 2)
    }

    @Test("so many pages are looked at as make a first batch, and none is asked for twice")
    func pages() async throws {
        let server = try FaultServer { request in
            let number = parameter("page", of: request).flatMap { Int($0) } ?? 0
            return .json(
                number == 3 ? #"{"items":[{"id":"x"}]}"# : page(number < 5 ? [number] : [])
            )
        }
        defer { server.stop() }
        let bench = Bench(server)
        let context = FetchContext(window: nil, connection: try bench.connection())
        let stage = try Self.stage(server, ["paging": .text("page")])
        let ready = try await stage.inferringSchema(in: context)
        #expect(ready.schema?.fields.map { "\($0.name): \($0.type)" } == ["id: json"])
        let reading = try await bench.read(ready, in: context)
        #expect(reading.pages.map(\.number) == [1, 2, 3, 4])
        #expect(Set(bench.queries).count == server.requests.count)
    }

    @Test("listed columns keep their types, and come where they are met")
    func someDeclared() async throws {
        let server = try FaultServer(.json(#"[{"a":1,"b":2}]"#))
        defer { server.stop() }
        let bench = Bench(server)
        let context = FetchContext(window: nil, connection: try bench.connection())
        let stage = try Self.stage(
            server,
            [
                "records": .text(""), "extra": .boolean(true),
                "schema": .mapping([
                    StageOptions.Pair("b", "text"), StageOptions.Pair("*", "infer"),
                ]),
            ]
        )
        let ready = try await stage.inferringSchema(in: context)
        #expect(
            ready.schema?.fields.map { "\($0.name): \($0.type)" } == [
                "a: int64", "b: text", "extra: json",
            ]
        )
    }

    @Test("what is wrong with the first page is said as ever")
    func faults() async throws {
        let server = try FaultServer(.json(#"{"rows":[]}"#))
        defer { server.stop() }
        let bench = Bench(server)
        let context = FetchContext(window: nil, connection: try bench.connection())
        let fault = try await message {
            _ = try await Self.stage(server).inferringSchema(in: context)
        }
        #expect(
            fault == """
                partition /list, page 1, items: error: at 'items' there is no list of records: the \
                page has 'rows' [http-unexpected-page]
                  = fix: correct 'records', which says where the list stands
                """
        )
    }

    @Test("a column that cannot be is refused")
    func declared() async throws {
        let server = try FaultServer(.json("[]"))
        defer { server.stop() }
        func fault(_ name: String, _ type: String) async throws -> String {
            try await message {
                let schema = StageOptions.Value.mapping([StageOptions.Pair(name, type)])
                _ = try Self.stage(server, ["schema": schema])
            }
        }
        #expect(try await fault("amount", "money").contains("'amount' cannot be declared as money"))
        #expect(try await fault("amount", "flaot64").contains("column 'amount': "))
    }

    @Test("keeps what every fetch stage promises")
    func conformance() async throws {
        let server = try FaultServer { request in
            let number = parameter("page", of: request).flatMap { Int($0) } ?? 0
            return .json(page(number < 5 ? [number, number + 10] : []))
        }
        defer { server.stop() }
        let bench = Bench(server)
        let stage = try Self.stage(server, ["url": .text("/list"), "paging": .text("page")])
        #expect(try await Conformance.breaches(of: stage, in: bench.home()) == [])
    }
}

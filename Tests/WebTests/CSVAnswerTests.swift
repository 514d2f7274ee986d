// SPDX-License-Identifier: Apache-2.0

import FjordKit
import HTTPTesting
import PluginTesting
import Testing

@testable import Web

@Suite("fetch: http, answers in CSV and JSON lines")
struct CSVAnswerTests {
    typealias Values = [String: StageOptions.Value]

    private static let csv: Values = [
        "format": .text("csv"), "records": .text(""), "delimiter": .text(";"),
        "schema": .mapping([StageOptions.Pair("id", "int64"), StageOptions.Pair("name", "text")]),
    ]

    /// Pages of `size` rows out of `count`, each with what stands before its rows.
    private static func serve(
        _ count: Int,
        size: Int,
        head: @escaping @Sendable (_ page: Int) -> String
    ) throws -> FaultServer {
        try FaultServer { request in
            let number = parameter("page", of: request).flatMap { Int($0) } ?? 1
            let start = (number - 1) * size
            let rows = (start..<max(start, min(start + size, count))).map {
                "\($0);\"n;\n\($0)\"\n"
            }
            return .answer(200, head(number) + rows.joined(), type: "text/csv")
        }
    }

    private func read(_ server: FaultServer, _ options: Values) async throws -> FetchReading {
        let url = StageOptions.Value.text(server.url + "/list")
        let bench = Bench(server)
        let stage = try HTTPStage.made(
            Self.csv.merging(["url": url]) { $1 }.merging(options) { $1 },
            infersSchema: false
        )
        let context = FetchContext(window: nil, connection: try bench.connection())
        return try await bench.read(stage, in: context)
    }

    @Test("one page gives its rows, and text/csv is asked for")
    func onePage() async throws {
        let server = try Self.serve(3, size: 3) { _ in "id;name\n" }
        defer { server.stop() }
        let reading = try await read(server, [:])
        #expect(reading.decoded.rows == [["0", "n;\n0"], ["1", "n;\n1"], ["2", "n;\n2"]])
        #expect(server.requests[0].headers["accept"] == "text/csv, */*;q=0.5")
    }

    @Test(
        "pages by number, the header on each or on the first only, lines before it skipped",
        arguments: [true, false],
        [0, 2]
    )
    func pages(isOnEach: Bool, skipped: Int) async throws {
        let preamble = String(repeating: "about \"this\n", count: skipped)
        let server = try Self.serve(7, size: 2) { page in
            preamble + (isOnEach || page == 1 ? "id;\"na\"\"\nme\"\n" : "")
        }
        defer { server.stop() }
        let reading = try await read(
            server,
            [
                "paging": .text("page"), "page_size": .integer(2),
                "header_on": .text(isOnEach ? "each" : "first"), "skip_lines": .integer(skipped),
                "schema": .mapping([
                    StageOptions.Pair("id", "int64"), StageOptions.Pair("na\"\nme", "text"),
                ]),
            ]
        )
        #expect(reading.decoded.rows == (0..<7).map { ["\($0)", "n;\n\($0)"] })
        #expect(reading.pages.map(\.number) == [1, 2, 3, 4])
    }

    @Test("a first page without its last line end does not run into the next one")
    func noLineEnd() async throws {
        let server = try FaultServer { request in
            switch parameter("page", of: request) {
            case "1": .answer(200, "id;name", type: "text/csv")
            default: .answer(200, "", type: "text/csv")
            }
        }
        defer { server.stop() }
        let reading = try await read(
            server,
            ["paging": .text("page"), "header_on": .text("first")]
        )
        #expect(reading.decoded.rows == [])
    }

    @Test("a large answer comes in blocks of whole records, also behind another's header")
    func blocks() async throws {
        let server = try Self.serve(150_000, size: 100_000) { $0 == 1 ? "id;name\n" : "" }
        defer { server.stop() }
        let reading = try await read(
            server,
            ["paging": .text("page"), "page_size": .integer(100_000), "header_on": .text("first")]
        )
        #expect(reading.ids == (0..<150_000).map(String.init))
        #expect(reading.pages.count > 2)
        #expect(reading.pages.map(\.number) == Array(1...reading.pages.count))
        #expect(reading.pages.allSatisfy { $0.byteCount < 2 << 20 })
    }

    @Test("JSON lines give their records")
    func lines() async throws {
        let text = (0..<5).map { #"{"id":\#($0),"name":"x"}"# + "\n" }.joined()
        let server = try FaultServer(.answer(200, text, type: "application/x-ndjson"))
        defer { server.stop() }
        let reading = try await read(server, ["format": .text("jsonl")])
        #expect(reading.ids == ["0", "1", "2", "3", "4"])
    }

    @Test("columns are found, and what was read for that is not asked for again")
    func inferred() async throws {
        let server = try Self.serve(4, size: 2) { $0 == 1 ? "id;name\n" : "" }
        defer { server.stop() }
        let bench = Bench(server)
        var options = Self.csv.merging(["url": .text(server.url + "/list")]) { $1 }
        options.merge(["paging": .text("page"), "header_on": .text("first")]) { $1 }
        options["schema"] = nil
        let stage = try HTTPStage.made(options, infersSchema: true)
        let context = FetchContext(window: nil, connection: try bench.connection())
        let ready = try await stage.inferringSchema(in: context)
        #expect(
            ready.schema?.fields.map { "\($0.name): \($0.type)" } == ["id: int64", "name: text"]
        )
        #expect(try await bench.read(ready, in: context).ids == ["0", "1", "2", "3"])
        #expect(Set(bench.queries).count == server.requests.count)
    }

    @Test("a value that does not fit is named by page, row and line")
    func wrongType() async throws {
        let server = try FaultServer(.answer(200, "id;name\n1;a\nx;b\n", type: "text/csv"))
        defer { server.stop() }
        let fault = try await message { _ = try await read(server, [:]) }
        #expect(fault.hasPrefix("partition /list, page 1, row 2, "), "\(fault)")
        #expect(fault.contains("line 3"))
    }

    @Test("a page to sign in is no CSV")
    func page() async throws {
        let server = try FaultServer(.answer(200, "<!doctype html><title>Sign in</title>"))
        defer { server.stop() }
        let fault = try await message { _ = try await read(server, [:]) }
        #expect(fault.contains("the answer is an HTML page instead of CSV [html-page]"))
    }

    @Test(
        "options that name places in JSON are refused",
        arguments: [
            ["records": "data"], ["paging": "page", "total_at": "total"],
            ["paging": "cursor", "cursor_at": "next"], ["paging": "link", "next_at": "next"],
        ]
    )
    func jsonOnly(options: [String: String]) async throws {
        let values = options.mapValues { StageOptions.Value.text($0) }
        let url: Values = ["url": .text("https://h/")]
        let fault = try await message {
            _ = try HTTPStage.made(Self.csv.merging(url) { $1 }.merging(values) { $1 })
        }
        let name = options.keys.first { $0 != "paging" } ?? ""
        #expect(
            fault == """
                error: '\(name)' names a place in JSON, and the answers are csv \
                [http-options-do-not-fit]
                  = fix: remove it, or write 'format: json'
                """
        )
    }

    @Test("keeps what every fetch stage promises")
    func conformance() async throws {
        let server = try Self.serve(5, size: 2) { $0 == 1 ? "id;name\n" : "" }
        defer { server.stop() }
        let bench = Bench(server)
        var options = Self.csv.merging(["url": .text("/list")]) { $1 }
        options.merge(["paging": .text("page"), "header_on": .text("first")]) { $1 }
        let stage = try HTTPStage.made(options)
        #expect(try await Conformance.breaches(of: stage, in: bench.home()) == [])
    }
}

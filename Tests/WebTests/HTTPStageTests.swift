// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation
import HTTPTesting
import PluginTesting
import Testing

@testable import Web

@Suite("fetch: http")
struct HTTPStageTests {
    private func reading(
        _ body: String,
        _ options: [String: StageOptions.Value] = [:]
    ) async throws -> FetchReading {
        let server = try FaultServer(.json(body))
        defer { server.stop() }
        return try await Bench(server).read(options)
    }

    /// How reading one page fails, which came from HOST.
    private func fault(
        _ reply: Reply,
        _ options: [String: StageOptions.Value] = [:]
    ) async throws -> String {
        let server = try FaultServer(reply)
        defer { server.stop() }
        return try await Bench(server).fault(options).replacing(server.host, with: "HOST")
    }

    @Test("reads declared columns in their order")
    func columns() async throws {
        let reading = try await reading(
            #"{"data":{"items":[{"when":"2026-10-01T08:00:00Z","id":7,"price":1.10,"owner":{"id":"x"},"z":1}]}}"#,
            [
                "records": .text("data.items"), "extra": .boolean(true),
                "schema": .mapping([
                    StageOptions.Pair("id", "int64"), StageOptions.Pair("price", "decimal(18, 2)"),
                    StageOptions.Pair("owner.id", "text"), StageOptions.Pair("when", "timestamp"),
                    StageOptions.Pair("gone", "boolean"),
                ]),
            ]
        )
        let row = ["7", "1.10", "x", "2026-10-01T08:00:00.000000Z", nil, #"{"z":1}"#]
        #expect(reading.decoded.rows == [row])
        #expect(reading.finality == .final)
    }

    @Test(
        "a page that is the list, or the one record, needs no path",
        arguments: [
            ("[]", 0), (#"[{"id":1},{"id":2}]"#, 2), (#"{"id":1}"#, 1), (#" {"id":1,"b":[2]} "#, 1),
        ]
    )
    func wholePage(body: String, count: Int) async throws {
        let reading = try await reading(body, ["records": .text("")])
        #expect(reading.ids == (0..<count).map { "\($0 + 1)" })
    }

    @Test("a page with a byte order mark is the one record too")
    func byteOrderMark() async throws {
        #expect(try await reading("\u{FEFF}{\"id\":1}", ["records": .text("")]).ids == ["1"])
    }

    @Test("its partition is named by the path alone")
    func partition() async throws {
        let server = try FaultServer(.json(page([])))
        defer { server.stop() }
        let bench = Bench(server)
        let context = try bench.home()
        func key(_ url: String) throws -> [String] {
            try HTTPStage.made(["url": .text(url)]).partitions(in: context).map(\.key)
        }
        Secrets.register("secret-in-a-path")
        #expect(try key("https://host:99/a/b?key=1") == ["/a/b"])
        #expect(try key("HTTP://host") == ["/"])
        #expect(try key("/orders?x=1") == ["/orders"])
        #expect(try key("orders/secret-in-a-path/x") == ["orders/***/x"])
    }

    @Test("an answer may be compressed")
    func compressed() async throws {
        let plain = page(0..<2_000, #""total":2000"#)
        let packed = try Data(contentsOf: gzipped(plain))
        let reply = Reply.answer(
            200,
            bytes: Array(packed),
            headers: ["Content-Type: application/json", "Content-Encoding: gzip"]
        )
        let server = try FaultServer(reply)
        defer { server.stop() }
        let reading = try await Bench(server).read([
            "paging": .text("page"), "total_at": .text("total"),
        ])
        #expect(reading.ids.count == 2_000)
        #expect(server.requests.first?.headers["accept-encoding"] == "gzip")
    }

    private func gzipped(_ text: String) throws -> URL {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "fjord-web-\(UUID().uuidString)")
        try Data(text.utf8).write(to: url)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = [url.path]
        try process.run()
        process.waitUntilExit()
        return URL(filePath: url.path + ".gz")
    }

    @Test("a cancelled reading ends its requests")
    func cancelled() async throws {
        let server = try FaultServer(.json(page([1])), .raw("HTTP/1.1 200 X\r\n", .hold))
        defer { server.stop() }
        let bench = Bench(server)
        let reader = Task { try await bench.read(["paging": .text("page")]) }
        var asked = 0
        for await request in server.events {
            if request != nil { asked += 1 }
            if asked == 5 { reader.cancel() }
            // The four that were held have hung up.
            if request == nil { break }
        }
        await #expect(throws: CancellationError.self) { _ = try await reader.value }
    }

    @Test("keeps what every fetch stage promises")
    func conformance() async throws {
        let server = try FaultServer { request in
            let number = parameter("page", of: request).flatMap { Int($0) } ?? 0
            return .json(page(number < 5 ? [number, number + 10] : []))
        }
        defer { server.stop() }
        let bench = Bench(server)
        let stage = try HTTPStage.made(["url": .text("/list"), "paging": .text("page")])
        #expect(try await Conformance.breaches(of: stage, in: bench.home()) == [])
        let given = Conformance.breaches(
            of: stage,
            partition: Partition(key: "/list", date: nil),
            empty: page([]),
            allNull: #"{"items":[{"id":null},{}]}"#,
            oneRow: page([1])
        )
        #expect(given == [])
    }
}

extension HTTPStageTests {
    @Test(
        "records that are not where they should be are looked for",
        arguments: [
            (#"{"data":{"orders":[],"total":1}}"#, "'data' has 'orders', 'total'"),
            (#"{"data":{}}"#, "'data' is empty"), (#"{"data":7}"#, "'data' is the number 7"),
            (#"{"orders":[]}"#, "the page has 'orders'"), (#"[{"id":1}]"#, "the page is a list"),
            (#"{"data":{"items":null}}"#, "'data' has 'items'"),
        ]
    )
    func recordsMissing(body: String, found: String) async throws {
        let options: [String: StageOptions.Value] = ["records": .text("data.items")]
        let expected = """
            page 1, data.items: error: at 'data.items' there is no list of records: \(found) \
            [http-unexpected-page]
              = fix: correct 'records', which says where the list stands
            """
        // Once as the decoder finds it, once as paging does.
        let decoded = try await fault(.json(body), options)
        #expect(decoded == "partition /list, " + expected)
        let paged = try await fault(.json(body), options.merging(["paging": .text("page")]) { $1 })
        #expect(paged == expected)
    }

    @Test("records that are no list are named")
    func recordsNotAList() async throws {
        #expect(
            try await fault(.json(#"{"items":{"id":1}}"#)) == """
                partition /list, page 1, items: error: at 'items' there is no list of records, but \
                an object [http-unexpected-page]
                  = fix: correct 'records', which says where the list stands
                """
        )
        let whole: [String: StageOptions.Value] = ["records": .text(""), "paging": .text("page")]
        #expect(
            try await fault(.json(#"{"items":[]}"#), whole) == """
                page 1: error: the page is no list of records, but an object [http-unexpected-page]
                  = fix: say with 'records' where in the page the list stands
                """
        )
    }

    @Test("a value of another type is named by page, row and path")
    func wrongType() async throws {
        let fault = try await fault(.json(#"{"items":[{"id":1},{"id":"x"}]}"#))
        #expect(fault.hasPrefix("partition /list, page 1, row 2, items[1].id: error: "))
    }

    @Test("what is no JSON is refused")
    func notJSON() async throws {
        #expect(
            try await fault(.answer(200, "<html><title>Sign in</title>", type: "text/html")) == """
                page 1: error: GET HOST/list: the answer is an HTML page instead of JSON [not-json]
                  = cause: an HTML page titled 'Sign in'
                  = fix: check the url, and whether a proxy or a login page answers in its place
                """
        )
        let broken = try await fault(.json(#"{"items":[{"id":1,}]}"#))
        #expect(broken.hasPrefix("partition /list, page 1, row 1, items[0]: error: "))
        #expect(broken.contains("[malformed-json]"))
    }

    @Test("an address where nothing is says what to check")
    func notFound() async throws {
        #expect(
            try await fault(.answer(404, #"{"error":"no route"}"#)) == """
                page 1: error: GET HOST/list: there is nothing at this address (404 Not Found) \
                [not-found]
                  = cause: no route
                  = fix: check the url
                """
        )
    }

    @Test("a relative URL needs a base")
    func relativeURL() async throws {
        let server = try FaultServer(.json("[]"))
        defer { server.stop() }
        #expect(
            try await Bench(server).fault(["url": .text("/orders")]) == """
                error: '/orders' is no absolute URL, and there is no base_url to go on from \
                [http-unusable-url]
                  = fix: begin it with https://, or name a connection that has a base_url
                """
        )
        #expect(
            try await Bench(server).fault(["url": .text("http://")]) == """
                error: 'http://' is not a web address [invalid-url]
                  = fix: write it as https://host/path, without a user
                """
        )
        #expect(
            try await Bench(server).fault(["url": .text("http://u:p@h/")]).contains("[invalid-url]")
        )
    }

    @Test(
        "options of paging that do not go together are refused",
        arguments: [
            (
                ["paging": "none", "cursor_at": "c"],
                "'cursor_at' means nothing with 'paging: none'"
            ),
            (["paging": "page", "next_at": "c"], "'next_at' means nothing with 'paging: page'"),
            (
                ["paging": "cursor", "cursor_at": "c", "pages_at": "p"],
                "'pages_at' means nothing with 'paging: cursor'"
            ),
            (["paging": "cursor"], "'paging: cursor' needs a 'cursor_at'"),
            (
                ["paging": "page", "page_size_parameter": "n"],
                "'page_size_parameter' needs a 'page_size' to ask for"
            ),
            (
                ["paging": "page", "pages_at": "p", "total_at": "t"],
                "'pages_at' and 'total_at' both say how many pages there are"
            ),
            (
                ["paging": "page", "page_parameter": "q"],
                "'query' sets 'q', which paging sets for each page"
            ),
            (
                ["paging": "cursor", "cursor_at": "c", "cursor_parameter": "q"],
                "'query' sets 'q', which paging sets for each page"
            ),
        ] as [([String: String], String)]
    )
    func unclearPaging(options: [String: String], message text: String) async throws {
        var values = options.mapValues { StageOptions.Value.text($0) }
        values["query"] = .mapping([StageOptions.Pair("q", "1")])
        values["url"] = .text("https://host/")
        let fault = try await message { _ = try HTTPStage.made(values) }
        #expect(fault.hasPrefix("error: \(text) [http-unclear-paging]\n  = fix: "))
    }

    @Test("a part of the URL that no server sees is refused")
    func fragment() async throws {
        let fault = try await message { _ = try HTTPStage.made(["url": .text("https://h/a#b")]) }
        #expect(fault.hasPrefix("error: 'url' has a part behind '#', which no server ever sees"))
    }
}

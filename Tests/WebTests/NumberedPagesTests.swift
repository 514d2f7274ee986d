// SPDX-License-Identifier: Apache-2.0

import FjordKit
import HTTPTesting
import PluginTesting
import Testing

@testable import Web

@Suite("pages by number")
struct NumberedPagesTests {
    private static let pages: [String: StageOptions.Value] = ["paging": .text("page")]
    private static let offsets: [String: StageOptions.Value] = ["paging": .text("offset")]

    /// Answers with pages of `size` out of `count` records, ids from 0, whatever the page's number is called.
    private static func serve(
        _ count: Int,
        size: Int,
        by name: String = "page",
        from first: Int = 1,
        members: String = ""
    ) throws -> FaultServer {
        try FaultServer { request in
            let number = parameter(name, of: request).flatMap { Int($0) } ?? -1
            let start = name == "page" ? (number - first) * size : number
            return .json(page(start..<max(start, min(start + size, count)), members))
        }
    }

    private static func ids(_ count: Int) -> [String] { (0..<count).map(String.init) }

    @Test("end with one that has no records", arguments: [0, 1, 4, 5, 23])
    func emptyPage(count: Int) async throws {
        let server = try Self.serve(count, size: 2)
        defer { server.stop() }
        let reading = try await Bench(server).read(Self.pages)
        #expect(reading.ids == Self.ids(count))
        #expect(reading.finality == .final)
        #expect(reading.pages.map(\.number) == Array(0..<(count + 1) / 2).map { $0 + 1 })
    }

    @Test("begin where the options say")
    func firstPage() async throws {
        let server = try Self.serve(3, size: 2, by: "page", from: 0)
        defer { server.stop() }
        let bench = Bench(server)
        let options = Self.pages.merging(["first_page": .integer(0)]) { $1 }
        #expect(try await bench.read(options).ids == ["0", "1", "2"])
        #expect(bench.queries.first == "?page=0")
        #expect(bench.queries.contains("?page=1"))
    }

    @Test("as many as the first one says are asked for, and none besides")
    func pagesAt() async throws {
        let server = try Self.serve(7, size: 2, members: #""meta":{"pages":4}"#)
        defer { server.stop() }
        let bench = Bench(server)
        let reading = try await bench.read(
            Self.pages.merging(["pages_at": .text("meta.pages")]) { $1 }
        )
        #expect(reading.ids == Self.ids(7))
        #expect(bench.queries.sorted() == (1...4).map { "?page=\($0)" })
    }

    @Test(
        "are counted by the number of records that the first one tells",
        arguments: [0, 1, 2, 3, 4, 9]
    )
    func totalAt(count: Int) async throws {
        let server = try Self.serve(count, size: 2, members: #""total":\#(count)"#)
        defer { server.stop() }
        let bench = Bench(server)
        let reading = try await bench.read(Self.pages.merging(["total_at": .text("total")]) { $1 })
        #expect(reading.ids == Self.ids(count))
        #expect(server.requests.count == max(1, (count + 1) / 2))
    }

    @Test("by offset go on by as many records as the first one has", arguments: [1, 2, 5, 8])
    func offset(count: Int) async throws {
        let server = try Self.serve(count, size: 2, by: "skip")
        defer { server.stop() }
        let options = Self.offsets.merging([
            // More than the server gives: nothing may be left out for that.
            "offset_parameter": .text("skip"), "page_size": .integer(100),
            "page_size_parameter": .text("limit"),
        ]) { $1 }
        let bench = Bench(server)
        #expect(try await bench.read(options).ids == Self.ids(count))
        #expect(bench.queries.first == "?skip=0&limit=100")
    }

    @Test("end with a short one, once the first one was full")
    func shortPage() async throws {
        let server = try Self.serve(5, size: 2)
        defer { server.stop() }
        let options = Self.pages.merging([
            "page_size": .integer(2), "page_size_parameter": .text("size"),
        ]) { $1 }
        let context = try Bench(server).home(["requests_in_flight": .integer(1)])
        let url = StageOptions.Value.text(server.url + "/list?open=true")
        let stage = try HTTPStage.made(["url": url].merging(options) { $1 })
        #expect(try await Bench(server).read(stage, in: context).ids == Self.ids(5))
        let queries = server.requests.map(\.target)
        #expect(queries == (1...3).map { "/list?open=true&page=\($0)&size=2" })
    }

    @Test("that are shorter than asked for from the first on are read to the end")
    func cappedPages() async throws {
        let server = try Self.serve(5, size: 2)
        defer { server.stop() }
        let options = Self.pages.merging(["page_size": .integer(1_000)]) { $1 }
        #expect(try await Bench(server).read(options).ids == Self.ids(5))
    }

    @Test("end with the end status, but do not begin with it")
    func endStatus() async throws {
        let server = try FaultServer { request in
            guard let number = parameter("page", of: request).flatMap({ Int($0) }), number < 4
            else {
                return .answer(404, #"{"error":"no such page"}"#)
            }
            return .json(page([number]))
        }
        defer { server.stop() }
        let options = Self.pages.merging(["end_status": .integer(404)]) { $1 }
        #expect(try await Bench(server).read(options).ids == ["1", "2", "3"])
        let wrong = options.merging(["first_page": .integer(4)]) { $1 }
        #expect(try await Bench(server).fault(wrong).contains("(404 Not Found)"))
    }

    @Test("several are under way at once, and their order is kept")
    func requestsAhead() async throws {
        let box = ServerBox()
        let server = try FaultServer { request in
            let number = parameter("page", of: request).flatMap { Int($0) } ?? 0
            // The four behind the first wait until three of them are under way, whichever comes first.
            if (2...5).contains(number) { box.server?.waitForInFlight(3) }
            return .json(page(number < 9 ? [number] : []))
        }
        box.server = server
        defer { server.stop() }
        let reading = try await Bench(server).read(Self.pages)
        #expect(reading.ids == (1...8).map(String.init))
        #expect(server.mostInFlight >= 3)
    }

    @Test("one that fails for a while is asked for again, in its place")
    func retried() async throws {
        let failing = Countdown(2)
        let server = try FaultServer { request in
            let number = parameter("page", of: request).flatMap { Int($0) } ?? 0
            if number == 3, failing.next() { return .answer(503, "{}") }
            return .json(page(number < 6 ? [number] : []))
        }
        defer { server.stop() }
        let bench = Bench(server)
        #expect(try await bench.read(Self.pages).ids == ["1", "2", "3", "4", "5"])
        #expect(bench.log.lines.count == 2)
    }

    @Test("one that fails for good is named")
    func failed() async throws {
        let server = try FaultServer { request in
            parameter("page", of: request) == "3"
                ? .answer(400, #"{"message":"depth limit"}"#) : .json(page([1, request.number]))
        }
        defer { server.stop() }
        let fault = try await Bench(server).fault(Self.pages)
        #expect(
            fault.replacing(server.host, with: "HOST") == """
                page 3: error: GET HOST/list?page=3: the server rejects the request \
                (400 Bad Request) [request-rejected]
                  = cause: depth limit
                """
        )
    }

    @Test("that are all the same are noticed")
    func ignoredParameter() async throws {
        let server = try FaultServer(.json(page([1, 2])))
        defer { server.stop() }
        let fault = try await Bench(server).fault(Self.pages)
        #expect(
            fault == """
                page 3: error: the first 3 pages are the same: the server takes no notice of 'page' \
                [http-endless-pages]
                  = fix: find out by which parameter this server counts pages, or write 'paging: none'
                """
        )
    }

    @Test("are bounded in number", arguments: [nil, "total"])
    func tooMany(totalAt: String?) async throws {
        let server = try FaultServer { .json(page([$0.number], #""total":8"#)) }
        defer { server.stop() }
        var options = Self.pages.merging(["max_pages": .integer(4)]) { $1 }
        options["total_at"] = totalAt.map { .text($0) }
        let fault = try await Bench(server).fault(options)
        #expect(
            fault == """
                error: there are more than 4 pages [http-endless-pages]
                  = fix: set 'max_pages' higher if that is right
                """
        )
        #expect(server.requests.count == (totalAt == nil ? 4 : 1))
    }

    @Test("a total that is no number is named", arguments: ["null", #""12""#, "{}", "-1", "1.5"])
    func wrongTotal(total: String) async throws {
        let server = try FaultServer(.json(page([1], #""meta":{"n":\#(total)}"#)))
        defer { server.stop() }
        let options = Self.pages.merging(["pages_at": .text("meta.n")]) { $1 }
        let fault = try await Bench(server).fault(options)
        #expect(
            fault.hasPrefix("page 1, meta.n: error: at 'meta.n' there is no whole number, but ")
        )
    }

    @Test("an answer without a body has no records")
    func noContent() async throws {
        let server = try FaultServer { request in
            parameter("page", of: request) == "1" ? .json(page([1])) : .answer(204)
        }
        defer { server.stop() }
        #expect(try await Bench(server).read(Self.pages).ids == ["1"])
    }
}

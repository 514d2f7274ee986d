// SPDX-License-Identifier: Apache-2.0

import FjordKit
import HTTPTesting
import PluginTesting
import Testing

@testable import Web

@Suite("pages that name the next")
struct ChainedPagesTests {
    private static let cursor: [String: StageOptions.Value] = [
        "paging": .text("cursor"), "cursor_at": .text("meta.next"),
    ]
    private static let link: [String: StageOptions.Value] = [
        "paging": .text("link"), "next_at": .text("links.next"),
    ]
    private static let header: [String: StageOptions.Value] = ["paging": .text("link")]

    @Test("go on with the cursor of each", arguments: ["null", #""""#])
    func cursor(end: String) async throws {
        let server = try FaultServer { request in
            switch parameter("cursor", of: request) {
            case nil: .json(page([1, 2], #""meta":{"next":"a/b=&+ø"}"#))
            // A page without records in the midst is no end.
            case "a%2Fb%3D%26%2B%C3%B8": .json(page([], #""meta":{"next":77}"#))
            case "77": .json(page([3], #""meta":{"next":\#(end)}"#))
            default: .answer(400)
            }
        }
        defer { server.stop() }
        let bench = Bench(server)
        let reading = try await bench.read(Self.cursor)
        #expect(reading.ids == ["1", "2", "3"])
        #expect(reading.pages.map(\.number) == [1, 2, 3])
        #expect(bench.queries == ["", "?cursor=a%2Fb%3D%26%2B%C3%B8", "?cursor=77"])
    }

    @Test("a missing cursor is an end, and the query stays")
    func query() async throws {
        let server = try FaultServer { request in
            request.number == 0 ? .json(page([1], #""meta":{"next":"x"}"#)) : .json(page([2]))
        }
        defer { server.stop() }
        let bench = Bench(server)
        let options = Self.cursor.merging([
            "query": .mapping([StageOptions.Pair("since", "2026-10-01T00:00:00+02:00")]),
            "cursor_parameter": .text("after"), "page_size": .integer(50),
            "page_size_parameter": .text("limit"),
        ]) { $1 }
        #expect(try await bench.read(options).ids == ["1", "2"])
        let since = "?since=2026-10-01T00%3A00%3A00%2B02%3A00&limit=50"
        #expect(bench.queries == [since, since + "&after=x"])
    }

    @Test("end when one says that there is no more")
    func hasMore() async throws {
        let server = try FaultServer { request in
            let more = request.number < 2
            return .json(
                page([request.number], #""meta":{"next":"c\#(request.number)"},"more":\#(more)"#)
            )
        }
        defer { server.stop() }
        let options = Self.cursor.merging(["has_more_at": .text("more")]) { $1 }
        #expect(try await Bench(server).read(options).ids == ["0", "1", "2"])
    }

    @Test(
        "go on at the URL of each, relative or not",
        arguments: ["/api/list?p=2", "list?p=2", "?p=2", "HOME/api/list?p=2"]
    )
    func link(next: String) async throws {
        let box = ServerBox()
        let server = try FaultServer { request in
            let home = box.server?.url ?? ""
            guard request.number == 0 else { return .json(page([2], #""links":{"next":null}"#)) }
            return .json(page([1], #""links":{"next":"\#(next.replacing("HOME", with: home))"}"#))
        }
        box.server = server
        defer { server.stop() }
        let bench = Bench(server)
        let stage = try HTTPStage.made(
            Self.link.merging([
                "url": .text("/list"), "query": .mapping([StageOptions.Pair("q", "1")]),
            ]) { $1 }
        )
        let keys: [String: StageOptions.Value] = ["auth": .text("bearer"), "token": .text("t0ken")]
        #expect(try await bench.read(stage, in: bench.home(keys)).ids == ["1", "2"])
        #expect(server.requests.map(\.target) == ["/api/list?q=1", "/api/list?p=2"])
        #expect(
            server.requests.map { $0.headers["authorization"] } == ["Bearer t0ken", "Bearer t0ken"]
        )
    }

    @Test("a link to another host takes no keys along")
    func otherHost() async throws {
        let other = try FaultServer(.json(page([2])))
        defer { other.stop() }
        let next = other.url + "/list?p=2"
        let server = try FaultServer(.json(page([1], #""links":{"next":"\#(next)"}"#)))
        defer { server.stop() }
        let bench = Bench(server)
        let stage = try HTTPStage.made(Self.link.merging(["url": .text("/list")]) { $1 })
        let context = try bench.home([
            "auth": .text("bearer"), "token": .text("other-host-token"),
            "headers": .mapping([StageOptions.Pair("X-Api-Key", "plain-looking")]),
        ])
        #expect(try await bench.read(stage, in: context).ids == ["1", "2"])
        let received = try #require(other.requests.first)
        #expect(received.headers["authorization"] == nil)
        #expect(received.headers["x-api-key"] == nil)
        #expect(received.headers["user-agent"] == "fjord/test")
    }

    @Test("go on at the header Link")
    func linkHeader() async throws {
        let server = try FaultServer { request in
            let next = request.number + 1
            let last = #"</list?p=9>; rel="last""#
            let link = next < 3 ? #"</list?p=\#(next)>; rel="next", \#(last)"# : last
            return .answer(200, page([request.number]), headers: ["Link: \(link)"])
        }
        defer { server.stop() }
        let bench = Bench(server)
        #expect(try await bench.read(Self.header).ids == ["0", "1", "2"])
        #expect(bench.queries == ["", "?p=1", "?p=2"])
    }

    @Test(
        "a header Link is read as its RFC says",
        arguments: [
            (#"<a>; rel="next""#, "a"), ("<a>;rel=next", "a"), (#"<a>; rel="prev next""#, "a"),
            (#"<a>; title="x, y; rel=next"; rel="prev", <b>; REL=Next"#, "b"), ("", nil),
            (#"<a,b;c>; rel="next""#, "a,b;c"), (#"<a>; rel="nextish""#, nil), ("<a", nil),
            (#"<a>, <b>; rel="last""#, nil), ("a; rel=next", nil),
        ]
    )
    func linkHeaderText(value: String, next: String?) {
        #expect(LinkHeader.next(in: value) == next)
    }

    @Test("that lead in a circle are noticed", arguments: ["cursor", "link", "header"])
    func circle(kind: String) async throws {
        let server = try FaultServer { request in
            // Back to the second page from the third.
            let next = ["b", "c", "b", "c"][request.number % 4]
            let members = #""meta":{"next":"\#(next)"},"links":{"next":"/list?p=\#(next)"}"#
            let header = "Link: </list?p=\(next)>; rel=next"
            return .answer(200, page([request.number], members), headers: [header])
        }
        defer { server.stop() }
        let options = ["cursor": Self.cursor, "link": Self.link][kind] ?? Self.header
        let fault = try await Bench(server).fault(options)
        #expect(
            fault == """
                page 3: error: the page leads to one that was read before, so that reading on would \
                never end [http-endless-pages]
                  = fix: check where the next page is named; if that is right, report it to whoever \
                runs the server
                """
        )
        #expect(server.requests.count == 3)
    }

    @Test("are bounded in number")
    func tooMany() async throws {
        let server = try FaultServer { .json(page([1], #""meta":{"next":\#($0.number)}"#)) }
        defer { server.stop() }
        let options = Self.cursor.merging(["max_pages": .integer(3)]) { $1 }
        #expect(try await Bench(server).fault(options).contains("there are more than 3 pages"))
        #expect(server.requests.count == 3)
    }

    @Test(
        "one that does not say how to go on is named",
        arguments: [
            (
                #""meta":{"next":{}}"#,
                "at 'meta.next' nothing leads to the next page, but there is an object"
            ),
            (
                #""meta":{"next":[1]}"#,
                "at 'meta.next' nothing leads to the next page, but there is a list"
            ),
            (
                #""meta":{"next":true}"#,
                "at 'meta.next' nothing leads to the next page, but there is true"
            ),
            (
                #""more":true"#,
                "the page says that there is more, but nothing leads to the next page"
            ),
            (#""meta":{"next":"x"}"#, "at 'more' there is neither true nor false, but nothing"),
            (#""more":"yes""#, "at 'more' there is neither true nor false, but a text"),
        ]
    )
    func unclear(members: String, message: String) async throws {
        let server = try FaultServer(.json(page([1], members)))
        defer { server.stop() }
        let options = Self.cursor.merging(["has_more_at": .text("more")]) { $1 }
        let fault = try await Bench(server).fault(options)
        #expect(fault.hasPrefix("page 1, "))
        #expect(fault.contains("error: \(message) [http-unexpected-page]"))
    }

    @Test("a link that is none is named")
    func unusableLink() async throws {
        let server = try FaultServer(.json(page([1], #""links":{"next":"ftp://x/y"}"#)))
        defer { server.stop() }
        #expect(
            try await Bench(server).fault(Self.link) == """
                page 1: error: the link to the next page is no web address: 'ftp://x/y' \
                [http-unexpected-page]
                  = fix: if it is a cursor, use 'paging: cursor'
                """
        )
    }

    @Test("one that fails half-way is asked for again, and its fault names it in the end")
    func failed() async throws {
        let server = try FaultServer { request in
            request.number < 2
                ? .json(page([1], #""meta":{"next":\#(request.number)}"#))
                : .answer(500, #"{"title":"out of order","traceId":"ab-12"}"#)
        }
        defer { server.stop() }
        let bench = Bench(server)
        let fault = try await bench.fault(Self.cursor)
        #expect(
            fault.hasPrefix("page 3: error: GET \(server.host)/list?cursor=1: the server failed")
        )
        #expect(
            fault.contains("tried 6 times [server-failed]\n  = cause: out of order; traceId ab-12")
        )
        #expect(bench.time.sleeps.count == 5)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Foundation
import HTTPTesting
import Testing

@testable import HTTP

@Suite("downloads")
struct DownloadTests {
    private static func file(limit: Int = 1 << 20) throws -> DownloadFile {
        try DownloadFile(in: FileManager.default.temporaryDirectory.path, byteLimit: limit)
    }

    private static func text(_ file: DownloadFile) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: file.path)), as: UTF8.self)
    }

    private func download(
        _ script: Reply...,
        limit: Int = 1 << 20
    ) async throws -> (text: String, requests: [FaultServer.Received]) {
        let server = try FaultServer { script[min($0.number, script.count - 1)] }
        defer { server.stop() }
        let bench = try Bench(server), file = try Self.file(limit: limit)
        let request = HTTPRequest(.get, "/orders.csv")
        try await bench.client.download(request, over: bench.connection, to: file)
        return (try Self.text(file), server.requests)
    }

    @Test("keep the body as it is sent, and ask for no encoding")
    func whole() async throws {
        let body = String(repeating: "1;x\n", count: 50_000)
        let (text, requests) = try await download(.answer(200, body, type: "text/csv"))
        #expect(text == body)
        #expect(requests[0].headers["accept-encoding"] == nil)
        #expect(requests[0].headers["accept"] == "*/*")
    }

    @Test("of nothing give an empty file")
    func empty() async throws {
        #expect(try await download(.answer(200, "")).text == "")
    }

    @Test("begin anew when an answer breaks off, and keep nothing of it")
    func truncated() async throws {
        let cut = Reply.answer(200, bytes: Array("id\n1\n2\n".utf8), announced: 90, ending: .close)
        let (text, requests) = try await download(cut, .answer(200, "id\n1\n", type: "text/csv"))
        #expect(text == "id\n1\n")
        #expect(requests.count == 2)
    }

    @Test("keep nothing of an answer that asks to come again")
    func busy() async throws {
        let (text, _) = try await download(.answer(503, "a long excuse"), .answer(200, "id\n"))
        #expect(text == "id\n")
    }

    @Test("that stay too short are an error")
    func short() async throws {
        let cut = Reply.answer(200, bytes: [0x31], announced: 90, ending: .close)
        let error = try await pipelineError { _ = try await download(cut) }
        #expect(error.code == ErrorCode("truncated-answer"))
        #expect(error.message.hasSuffix("the answer broke off before its end, tried 6 times"))
    }

    @Test("larger than allowed are an error", arguments: [true, false])
    func tooLarge(isAnnounced: Bool) async throws {
        let body = String(repeating: "x", count: 200_000)
        let raw = Reply.raw("HTTP/1.0 200 OK\r\n\r\n" + body, .close)
        let reply = isAnnounced ? Reply.answer(200, body) : raw
        let error = try await pipelineError { _ = try await download(reply, limit: 100_000) }
        #expect(error.code == ErrorCode("answer-too-large"))
        #expect(error.message.hasSuffix("the answer is larger than 100000 bytes"))
        #expect(error.fix == "if a file of that size is right, raise max_download_mb")
    }

    @Test("that are a page to sign in are an error")
    func page() async throws {
        let page = Reply.answer(200, "<html>", type: "text/html; charset=utf-8")
        let error = try await pipelineError { _ = try await download(page) }
        #expect(error.code == ErrorCode("html-page"))
        #expect(error.message.hasSuffix("the answer is an HTML page instead of a file"))
    }

    @Test("into a folder that is not there are an error")
    func folder() throws {
        let error = #expect(throws: PipelineError.self) {
            _ = try DownloadFile(in: "/nowhere/at/all", byteLimit: 1)
        }
        #expect(
            error?.description == """
                error: no file for a download can be made in '/nowhere/at/all': No such file or \
                directory [download-file]
                  = fix: check that the folder may be written, or name another one in TMPDIR
                """
        )
    }

    @Test("know gzip by its first bytes")
    func gzip() async throws {
        let server = try FaultServer(
            .answer(200, bytes: [0x1F, 0x8B, 8]),
            .answer(200, bytes: [0x1F])
        )
        defer { server.stop() }
        let bench = try Bench(server)
        for isGzip in [true, false] {
            let file = try Self.file()
            let request = HTTPRequest(.get, "/x")
            try await bench.client.download(request, over: bench.connection, to: file)
            #expect(file.isGzip == isGzip)
        }
    }
}

@Suite("answers that are text")
struct TextAnswerTests {
    private func fault(_ reply: Reply) async throws -> PipelineError? {
        let server = try FaultServer(reply)
        defer { server.stop() }
        var request = HTTPRequest(.get, "/x")
        (request.expectedBody, request.accept) = (.text("CSV"), "text/csv")
        do {
            let bench = try Bench(server)
            #expect(try await bench.send(request).body.text == "id\n")
            #expect(server.requests[0].headers["accept"] == "text/csv")
            return nil
        } catch let error as PipelineError {
            return error
        }
    }

    @Test("are not judged as JSON, but a web page is refused")
    func judged() async throws {
        #expect(try await fault(.answer(200, "id\n", type: "text/csv")) == nil)
        let error = try await fault(.answer(200, "<html><title>Sign in</title>"))
        #expect(error?.code == ErrorCode("html-page"))
        #expect(error?.message.hasSuffix("the answer is an HTML page instead of CSV") == true)
        #expect(error?.cause == "an HTML page titled 'Sign in'")
    }
}

@Suite("keys in the query")
struct QueryCredentialsTests {
    private func connection(_ server: FaultServer) throws -> HTTPConnection {
        try HTTPConnection(
            name: "shop",
            baseURL: server.url,
            queryCredentials: [.secret("key", "s3cr3t key/1")]
        )
    }

    @Test("go to the connection's server, behind redirects and links too, once")
    func home() async throws {
        let server = try FaultServer { request in
            request.target.hasPrefix("/a") ? .redirect(to: "/b?page=2") : .json("[1]")
        }
        defer { server.stop() }
        let bench = try Bench(server), connection = try connection(server)
        let answer = try await bench.client.send(HTTPRequest(.get, "/a"), over: connection)
        #expect(answer.effectiveURL == server.url + "/b?page=2")
        for link in ["/c", "/c?key=echoed", "/c?x=1#part"] {
            _ = try await bench.client.send(HTTPRequest(url: server.url + link), over: connection)
        }
        #expect(
            server.requests.map(\.target) == [
                "/a?key=s3cr3t%20key%2F1", "/b?page=2&key=s3cr3t%20key%2F1",
                "/c?key=s3cr3t%20key%2F1", "/c?key=echoed", "/c?x=1&key=s3cr3t%20key%2F1",
            ]
        )
    }

    @Test("go to no other server, and stand in no message")
    func elsewhere() async throws {
        let other = try FaultServer(.answer(500, "no"))
        defer { other.stop() }
        let server = try FaultServer(.redirect(to: other.url + "/x"))
        defer { server.stop() }
        let bench = try Bench(server), connection = try connection(server)
        let error = try await pipelineError {
            _ = try await bench.client.send(HTTPRequest(.get, "/a"), over: connection)
        }
        #expect(Set(other.requests.map(\.target)) == ["/x"])
        #expect(error.message.hasPrefix("GET \(server.host)/a: "))
        #expect(!bench.log.lines.joined().contains("s3cr3t"))
    }
}

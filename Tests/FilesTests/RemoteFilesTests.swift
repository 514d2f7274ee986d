// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation
import HTTPTesting
import Logging
import PluginTesting
import Testing

@testable import Files

@Suite("fetch: file, from servers")
struct RemoteFilesTests {
    /// Stands in for the connection of type http.
    private struct Web: WebAccess {
        static let spec = StageSpec("http", "")
        let identity = "http"
        let requestsInFlight = 4
        let client: HTTPClient
        let service: HTTPConnection?
        let limits = HTTPLimits()

        init(name: String, _ options: StageOptions, client: HTTPClient) { self.init(client, nil) }

        init(_ client: HTTPClient, _ service: HTTPConnection?) {
            (self.client, self.service) = (client, service)
        }
    }

    private static func client() -> HTTPClient {
        HTTPClient(
            userAgent: "fjord/test",
            environment: [:],
            timing: FakeTime().timing,
            logger: Logger(label: "test") { _ in CapturedLog() }
        )
    }

    /// The rows of `/orders…` of a server, as the stage names them.
    private func rows(
        _ name: String,
        _ script: Reply...,
        schema: [(String, String)]? = [("id", "int64")],
        changing changes: [String: StageOptions.Value] = [:]
    ) async throws -> (files: [String], rows: Rows, requests: [FaultServer.Received]) {
        let server = try FaultServer { script[min($0.number, script.count - 1)] }
        defer { server.stop() }
        let folder = try FileFolder([".fjord/state": ""])
        let context = FetchContext(
            window: nil,
            connection: Web(Self.client(), nil),
            folder: folder.path
        )
        var stage: any FetchStage = try FileFolder.fetch(
            server.url + name,
            schema: schema,
            changes
        )
        if stage.schema == nil { stage = try await stage.inferringSchema(in: context) }
        let readings = try await stage.readAll(in: context)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path + "/.fjord/scratch")
                == []
        )
        let files = readings.map { $0.partition.key.replacing(server.host, with: "HOST") }
        return (files, readings.flatMap(\.decoded.rows), server.requests)
    }

    private static let plain = "id,name\n1,a\n2,b\n"
    @Test("a web address is one file, named without its query")
    func web() async throws {
        let found = try await rows("/orders.csv?key=1", .answer(200, Self.plain, type: "text/csv"))
        #expect(found.files == ["http://HOST/orders.csv"])
        #expect(found.rows == [["1"], ["2"]])
        #expect(found.requests.map(\.target) == ["/orders.csv?key=1"])
        #expect(found.requests[0].headers["accept-encoding"] == "gzip")
    }

    @Test("columns are found, and the file is asked for once")
    func inferred() async throws {
        let reply = Reply.answer(200, Self.plain, type: "text/csv")
        let found = try await rows("/orders.csv", reply, schema: nil)
        #expect(found.rows == [["1", "a"], ["2", "b"]])
        #expect(found.requests.count == 1)
    }

    @Test("gzip is known by its bytes, unless the pipeline says what it is")
    func gzip() async throws {
        let text = try Self.zipped("id\n1\n2\n")
        let reply = Reply.answer(200, bytes: text, headers: ["Content-Encoding: gzip"])
        for name in ["/orders.csv", "/orders.csv.gz"] {
            let found = try await rows(name, reply)
            #expect(found.rows == [["1"], ["2"]])
            let asked = found.requests[0].headers["accept-encoding"]
            #expect(asked == (name.hasSuffix(".gz") ? nil : "gzip"))
        }
        let plain = Reply.answer(200, "id\n1\n2\n", type: "text/csv")
        #expect(try await rows("/orders.csv.gz", plain).rows == [["1"], ["2"]])
        let named = try await rows("/orders.csv", reply, changing: ["compression": .text("gzip")])
        #expect(named.rows == [["1"], ["2"]])
        #expect(named.requests[0].headers["accept-encoding"] == nil)
    }

    private static func zipped(_ text: String) throws -> [UInt8] {
        let url = FileManager.default.temporaryDirectory.appending(path: "f-\(UUID().uuidString)")
        try Data(text.utf8).write(to: url)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = [url.path]
        try process.run()
        process.waitUntilExit()
        return Array(try Data(contentsOf: URL(filePath: url.path + ".gz")))
    }

    @Test("a large file comes in blocks of whole records, whatever breaks off on the way")
    func large() async throws {
        let text = "id\n" + (0..<250_000).map { "\($0)\n" }.joined()
        let cut = Reply.answer(
            200,
            bytes: Array(text.utf8.prefix(1_000_000)),
            announced: text.utf8.count,
            ending: .close
        )
        let found = try await rows("/orders.csv", cut, .answer(200, text, type: "text/csv"))
        #expect(found.rows.count == 250_000)
        #expect(found.rows.last == ["249999"])
        #expect(found.requests.count == 2)
    }

    @Test("a file that is not there is told of with its address")
    func missing() async throws {
        let fault = try await message { _ = try await rows("/none.csv", .answer(404, "{}")) }
        #expect(
            fault.contains(
                "/none.csv: there is nothing at this address (404 Not Found) [not-found]"
            )
        )
    }

    @Test(
        "paths that lead to no file are refused",
        arguments: [
            (
                "https://h/*.csv",
                "a web address is one file: nothing lists what '*' could stand for"
            ),
            ("sftp://h/a*/b.csv", "only the last part of an sftp path may be a pattern"),
            ("sftp://h/folder.csv/", "'sftp://h/folder.csv/' names no file"),
            ("sftp://h", "'sftp://h' names no file"),
        ]
    )
    func refused(path: String, text: String) async throws {
        let fault = try await message {
            _ = try FileFolder.fetch(path, schema: [("id", "int64")], ["format": .text("csv")])
        }
        #expect(fault.hasPrefix("error: \(text) [remote-path]\n  = fix: "))
    }

    @Test("the connection follows from how the path begins")
    func connection() {
        func type(_ path: String) -> String? {
            FileFetch.spec.connection { $0 == "path" ? path : nil }?.type
        }
        #expect(type("https://h/a.csv") == "http" && type("HTTP://h/a.csv") == "http")
        #expect(type("sftp:///a.csv") == "sftp")
        #expect(type("in/a.csv") == nil && type("/in/a.csv") == nil && type("") == nil)
        #expect(FileFetch.spec.connection { _ in "sftp://h/x" }?.isOptional == false)
    }
}

@Suite("connection sftp")
struct SFTPConnectionTests {
    private static func connection(_ options: [String: StageOptions.Value]) throws -> SFTPConnection
    {
        let usual: [String: StageOptions.Value] = [
            "host": .text("sftp.example.com"), "port": .integer(22), "username": .text("shop"),
            "requests_in_flight": .integer(2),
        ]
        let client = HTTPClient(
            userAgent: "fjord/test",
            environment: [:],
            timing: FakeTime().timing,
            logger: Logger(label: "test") { _ in CapturedLog() }
        )
        let all = StageOptions(usual.merging(options) { $1 })
        return try SFTPConnection(name: "bank", all, client: client)
    }

    @Test("its identity names user and server, and no secret")
    func identity() throws {
        let connection = try Self.connection(["password": .text("sftp-password")])
        #expect(connection.identity == "sftp shop@sftp.example.com:22")
        #expect(connection.server.hostAndPort == "sftp.example.com")
    }

    @Test(
        "keys that do not go together are refused",
        arguments: [
            ([:], "nothing proves who 'shop' is"),
            (
                ["password": "p", "private_key_file": "/k"],
                "there is a password and a private key"
            ),
            (
                ["password": "p", "passphrase": "p"],
                "there is a passphrase, but no 'private_key_file' that it unlocks"
            ),
        ] as [([String: String], String)]
    )
    func refused(options: [String: String], text: String) async throws {
        let fault = try await message {
            _ = try Self.connection(options.mapValues { .text($0) })
        }
        #expect(fault.hasPrefix("error: \(text) [sftp-keys-do-not-fit]\n  = fix: "))
    }

    @Test("two ways to know the server are refused")
    func twoTrusts() async throws {
        let fault = try await message {
            _ = try Self.connection([
                "password": .text("p"), "known_hosts": .text("/k"),
                "host_key_sha256": .texts(["SHA256:" + String(repeating: "a", count: 43)]),
            ])
        }
        #expect(
            fault == """
                error: 'host_key_sha256' and 'known_hosts' both say which key the server has \
                [sftp-keys-do-not-fit]
                  = fix: remove one of them
                """
        )
    }

    @Test("a path to another server than the connection's is refused before anything is sent")
    func otherHost() async throws {
        let connection = try Self.connection(["password": .text("p")])
        let context = FetchContext(window: nil, connection: connection, folder: "/tmp")
        let stage = try FileFetch.stage("sftp://other.example/out/*.csv")
        let fault = try await message { _ = try await stage.partitions(in: context) }
        #expect(
            fault == """
                error: the path leads to 'other.example', and connection 'bank' to 'sftp.example.com' \
                [remote-path]
                  = fix: name another connection, or write sftp:///folder/file for the connection's own \
                server
                """
        )
        let own = try FileFetch.stage("sftp:///out/a.csv")
        #expect(
            try await own.partitions(in: context).map(\.key) == [
                "sftp://sftp.example.com/out/a.csv"
            ]
        )
    }
}

extension FileFetch {
    fileprivate static func stage(_ path: String) throws -> FileFetch {
        try FileFolder.fetch(path, schema: [("id", "int64")])
    }
}

/// The error that `work` throws, as users read it, with its fix.
private func message(_ work: () async throws -> Void) async throws -> String {
    let error = await #expect(throws: PipelineError.self) { try await work() }
    return try #require(error).description
}

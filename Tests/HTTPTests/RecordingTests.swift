// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Foundation
import HTTPTesting
import Testing

@testable import HTTP

/// A folder for a recording, which goes with its owner.
final class RecordingPlace: Sendable {
    let folder: String

    init() throws {
        let parent = FileManager.default.temporaryDirectory
            .appending(path: "fjord-recording-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        folder = parent.appending(path: "recording").path
    }

    deinit {
        let parent = URL(filePath: folder).deletingLastPathComponent()
        try? FileManager.default.removeItem(at: parent)
    }

    func writer() throws -> RecordingWriter {
        try RecordingWriter(in: folder, startMicroseconds: 1_790_000_000_500_000, version: "1.2.3")
    }

    func recording() throws -> Recording { try Recording(in: folder) }

    var index: String {
        get throws { try String(contentsOfFile: "\(folder)/index.jsonl", encoding: .utf8) }
    }

    var bodies: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: "\(folder)/bodies").sorted()
        }
    }

    /// Replaces the text of the index.
    func changeIndex(_ change: (inout [Substring]) -> Void) throws {
        var lines = try index.split(separator: "\n")
        change(&lines)
        let text = lines.joined(separator: "\n") + "\n"
        try text.write(toFile: "\(folder)/index.jsonl", atomically: true, encoding: .utf8)
    }
}

@Suite("recordings")
struct RecordingTests {
    private let place: RecordingPlace

    init() throws {
        place = try RecordingPlace()
    }

    /// Records what `work` asks of a server, stops that, and gives a bench on which nothing answers but the recording.
    private func replay(
        of server: FaultServer,
        queryCredentials: [HTTPQueryItem] = [],
        authorizer: (any Authorizer)? = nil,
        _ work: (Bench) async throws -> Void
    ) async throws -> Bench {
        let writer = try place.writer()
        let recorded = try Bench(
            server,
            queryCredentials: queryCredentials,
            authorizer: authorizer,
            book: .recording(writer)
        )
        try await work(recorded)
        try await writer.finish()
        server.stop()
        return try Bench(
            server,
            queryCredentials: queryCredentials.map { .secret($0.name, "unknown now") },
            book: .replaying(try place.recording())
        )
    }

    @Test("give the same answers without a network")
    func same() async throws {
        let link = "Link: </x?page=2>; rel=\"next\""
        let server = try FaultServer { request in
            .answer(200, "{\"asked\":\"\(request.target)\"}", headers: [link, "Set-Cookie: a=b"])
        }
        let bench = try await replay(of: server) { bench in
            _ = try await bench.text("/x")
            _ = try await bench.text("/y?b=2&a=1")
        }
        let answer = try await bench.send(HTTPRequest(.get, "/x"))
        #expect(answer.body.text == "{\"asked\":\"/x\"}")
        #expect(answer.status == 200)
        #expect(answer.header("link") == "</x?page=2>; rel=\"next\"")
        #expect(answer.header("set-cookie") == nil)
        #expect(answer.url(ofLink: "/x?page=2") == "\(server.url)/x?page=2")
        // The order of a query's items means nothing.
        #expect(try await bench.text("/y?a=1&b=2") == "{\"asked\":\"/y?b=2&a=1\"}")
        #expect(server.requests.count == 2)
        #expect(bench.client.counts.requests == 0)
    }

    @Test("tell answers to one request apart by their number")
    func repeated() async throws {
        let server = try FaultServer(.json("[1]"), .json("[2]"), .json("[1]"))
        let bench = try await replay(of: server) { bench in
            for _ in 0..<3 { _ = try await bench.text("/feed") }
        }
        var texts: [String] = []
        for _ in 0..<3 { texts.append(try await bench.text("/feed")) }
        #expect(texts == ["[1]", "[2]", "[1]"])
        // Two bodies are equal, and kept once.
        #expect(try place.bodies.count == 2)
        let error = try await bench.error(HTTPRequest(.get, "/feed"))
        #expect(
            error.description
                == """
                \(place.folder): error: GET \(server.url)/feed: the recording has 3 answers to this request, and it is \
                asked again [not-in-recording]
                  = fix: replay the pipeline with the dates and parameters of the recorded run, or record it again
                """
        )
    }

    @Test("keep of retries the last answer alone, and wait for nothing")
    func retries() async throws {
        let server = try FaultServer(
            .answer(429, "", headers: ["Retry-After: 30"]),
            .answer(503, "busy"),
            .json("{}")
        )
        let bench = try await replay(of: server) { _ = try await $0.text("/x") }
        #expect(try await bench.text("/x") == "{}")
        #expect(bench.time.sleeps.isEmpty)
        #expect(try place.index.split(separator: "\n").count == 3)
    }

    @Test("keep accepted statuses and the errors that requests end with")
    func failures() async throws {
        let server = try FaultServer { request in
            request.target == "/gone" ? .answer(404, "{\"a\":1}") : .answer(403, "{}")
        }
        var gone = HTTPRequest(.get, "/gone")
        gone.acceptedStatuses = [404]
        var error: PipelineError?
        let bench = try await replay(of: server) { bench in
            _ = try await bench.send(gone)
            error = try await bench.error(HTTPRequest(.get, "/closed"))
        }
        #expect(try await bench.send(gone).status == 404)
        #expect(try await bench.error(HTTPRequest(.get, "/closed")) == error)
    }

    @Test("name a request that they lack")
    func missing() async throws {
        let server = try FaultServer(.json("{}"))
        let bench = try await replay(of: server) { _ = try await $0.text("/x?day=1") }
        let error = try await bench.error(HTTPRequest(.get, "/x", query: [.init("day", "2")]))
        #expect(
            error.description
                == """
                \(place.folder): error: GET \(server.url)/x?day=2: the recording has no answer to this request \
                [not-in-recording]
                  = fix: replay the pipeline with the dates and parameters of the recorded run, or record it again
                """
        )
    }

    @Test("hold no secret and no token, wherever a server repeats them")
    func secrets() async throws {
        let key = "k3y-of-the-query", token = "t0ken-of-the-server"
        let server = try FaultServer { request in
            if request.method == "POST" {
                return .json("{\"access_token\":\"\(token)\",\"expires_in\":3600}")
            }
            let body = "{\"next\":\"/orders?page=2&api_key=\(key)\",\"you\":\"Bearer \(token)\"}"
            return .answer(200, body, headers: ["X-Asked-By: \(token)", "X-Auth-Key: abc"])
        }
        let cache = TokenCache(request: HTTPRequest(.post, "/token")) {
            [.secret("Authorization", "Bearer \($0)")]
        }
        let credentials = [HTTPQueryItem.secret("api_key", key)]
        let bench = try await replay(of: server, queryCredentials: credentials, authorizer: cache) {
            let first = try await $0.send(HTTPRequest(.get, "/orders"))
            let next = try #require(first.url(ofLink: "/orders?page=2&api_key=\(key)"))
            _ = try await $0.send(HTTPRequest(url: next))
        }
        let first = try await bench.send(HTTPRequest(.get, "/orders"))
        #expect(first.body.text == #"{"next":"/orders?page=2&api_key=***","you":"Bearer ***"}"#)
        #expect(first.header("x-asked-by") == "***")
        let next = try #require(first.url(ofLink: "/orders?page=2&api_key=***"))
        #expect(try await bench.send(HTTPRequest(url: next)).status == 200)

        let index = try place.index
        for secret in [key, token, "/token", "api_key=k", "X-Auth-Key"] {
            #expect(!index.contains(secret))
        }
        // Both bodies are the same, and the token's is none of them.
        #expect(try place.bodies.count == 1)
    }

    @Test("replace a secret that lies across two stretches of a body")
    func secretAcrossStretches() async throws {
        let key = "k3y-of-the-query"
        let start = String(repeating: "x", count: BodyStretches.byteCount - 5)
        let server = try FaultServer(.json("[\"\(start)\(key)\"]"))
        let bench = try await replay(
            of: server,
            queryCredentials: [.secret("key", key)]
        ) { _ = try await $0.text("/x") }
        #expect(try await bench.text("/x") == "[\"\(start)***\"]")
    }

    @Test("replace a secret however it is spelled")
    func spellings() {
        var values = ConcealedValues()
        values.add("key+of the/shop")
        values.add("short")
        let texts = [
            "key+of the/shop", "key%2Bof%20the%2Fshop", "key%2Bof+the%2Fshop", "key+of the\\/shop",
        ]
        for text in texts { #expect(values.concealing("<\(text)>\(text)") == "<***>***") }
        #expect(values.concealing("short key+of the") == "short key+of the")
    }

    @Test("keep downloads, and give them as files")
    func downloads() async throws {
        let text = String((0..<400_000).flatMap { "\($0);x\n" })
        let server = try FaultServer(.answer(200, text, type: "text/csv"))
        let request = HTTPRequest(.get, "/orders.csv")
        func file() throws -> DownloadFile {
            try DownloadFile(in: FileManager.default.temporaryDirectory.path, byteLimit: 1 << 30)
        }
        let bench = try await replay(of: server) {
            try await $0.client.download(request, over: $0.connection, to: file())
        }
        let replayed = try file()
        try await bench.client.download(request, over: bench.connection, to: replayed)
        #expect(replayed.byteCount == text.utf8.count)
        #expect(try String(contentsOfFile: replayed.path, encoding: .utf8) == text)
    }

    @Test("can be read by their user alone")
    func modes() async throws {
        let server = try FaultServer(.json("{}"))
        _ = try await replay(of: server) { _ = try await $0.text("/x") }
        func mode(_ name: String) throws -> Int? {
            let path = "\(place.folder)/\(name)"
            return try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode("") == 0o700)
        #expect(try mode("bodies") == 0o700)
        #expect(try mode("index.jsonl") == 0o600)
        for body in try place.bodies { #expect(try mode("bodies/\(body)") == 0o600) }
    }

    @Test("have one fingerprint whatever the order of answers")
    func fingerprint() async throws {
        let server = try FaultServer { .json("[\"\($0.target)\"]") }
        _ = try await replay(of: server) {
            for path in ["/x", "/y", "/z"] { _ = try await $0.text(HTTPPath(encoded: path)) }
        }
        let before = try place.recording().fingerprint
        try place.changeIndex { $0.swapAt(1, 3) }
        #expect(try place.recording().fingerprint == before)
        try place.changeIndex { $0[1] = Substring($0[1].replacing("200", with: "206")) }
        #expect(try place.recording().fingerprint != before)
    }

    @Test("hold the clock still, and keep facts")
    func clockAndFacts() async throws {
        let server = try FaultServer(.json("{}"))
        let writer = try place.writer()
        let recorded = try Bench(server, book: .recording(writer))
        try await writer.note("window", ["first": "2026-10-01"])
        try await writer.finish()
        let recording = try place.recording()
        let replayed = try Bench(server, book: .replaying(recording))
        #expect(recorded.client.unixSeconds == 1_790_000_000)
        #expect(replayed.client.unixSeconds == 1_790_000_000)
        let facts = try recording.facts("window", as: [String: String].self)
        #expect(facts == [["first": "2026-10-01"]])
        #expect(try recording.facts("other", as: String.self).isEmpty)
    }

    @Test("take no part of a request that was cancelled")
    func cancelled() async throws {
        let server = try FaultServer(.raw("", .hold))
        let bench = try await replay(of: server) { bench in
            let task = Task { try await bench.text("/x") }
            for await _ in server.events.prefix(1) {}
            task.cancel()
            _ = await task.result
        }
        let error = try await bench.error(HTTPRequest(.get, "/x"))
        #expect(error.code == .notInRecording)
        // Another run may ask ahead for other pages before it has enough.
        #expect(bench.time.sleeps == [.seconds(3)])
    }

    @Test("of a run that failed before its first request are taken away")
    func nothing() async throws {
        try await place.writer().finish(keepsNothing: false)
        #expect(!FileManager.default.fileExists(atPath: place.folder))
    }

    // MARK: what is refused

    @Test("are not mixed with another one, nor with other files")
    func refused() throws {
        _ = try place.writer()
        let again = #expect(throws: PipelineError.self) { try place.writer() }
        #expect(
            again?.description
                == """
                \(place.folder): error: this folder holds a recording already [recording-exists]
                  = fix: name a folder that is empty, or does not exist yet
                """
        )
        let other = #expect(throws: PipelineError.self) {
            try RecordingWriter(in: "/usr", startMicroseconds: 0, version: "1")
        }
        #expect(other?.message == "this folder is not empty")
        let nowhere = #expect(throws: PipelineError.self) {
            try RecordingWriter(in: place.folder + "/a/b", startMicroseconds: 0, version: "1")
        }
        #expect(nowhere?.message == "the recording cannot be written: No such file or directory")
    }

    @Test("without their end are unfinished")
    func unfinished() async throws {
        let server = try FaultServer(.json("{}"))
        _ = try await replay(of: server) { _ = try await $0.text("/x") }
        try place.changeIndex { $0.removeLast() }
        let cut = #expect(throws: PipelineError.self) { try place.recording() }
        #expect(
            cut?.description
                == """
                \(place.folder): error: the recording is unfinished: its run was interrupted, or is still going on \
                [recording-unfinished]
                  = fix: record the run again, in another folder
                """
        )
        try place.changeIndex { $0[1] = $0[1].dropLast(9) }
        let torn = #expect(throws: PipelineError.self) { try place.recording() }
        #expect(torn?.code == .recordingUnfinished)
    }

    @Test("that are no recordings are named")
    func missingFolder() throws {
        let error = #expect(throws: PipelineError.self) { try place.recording() }
        #expect(
            error?.description
                == """
                \(place.folder): error: there is no recording: the folder has no index.jsonl that can be read \
                [recording-missing]
                  = fix: name the folder that --record was given
                """
        )
    }

    @Test("whose lines or bodies are damaged say so")
    func damaged() async throws {
        let server = try FaultServer(.json("[1]"), .json("[2]"))
        let bench = try await replay(of: server) { bench in
            _ = try await bench.text("/x")
            _ = try await bench.text("/y")
        }
        let body = try #require(try place.bodies.first)
        let path = "\(place.folder)/bodies/\(body)"
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[bytes.count - 6] ^= 1
        try bytes.write(to: URL(filePath: path))
        var errors: [PipelineError] = []
        for path in ["/x", "/y"] {
            do { _ = try await bench.text(HTTPPath(encoded: path)) } catch let error
                as PipelineError
            {
                errors.append(error)
            }
        }
        #expect(
            errors.map(\.description) == [
                """
                \(path): error: this part of the recording is missing, or is not what was recorded [recording-damaged]
                  = fix: record the run again, in another folder
                """
            ]
        )
        try place.changeIndex { $0[1] = "{\"answer\":{\"request\":1}}" }
        let line = #expect(throws: PipelineError.self) { try place.recording() }
        #expect(
            line?.description
                == """
                \(place.folder)/index.jsonl: error: line 2 of the recording's index is damaged [recording-damaged]
                  = fix: record the run again, in another folder
                """
        )
        try place.changeIndex { $0.remove(at: 1) }
        let count = #expect(throws: PipelineError.self) { try place.recording() }
        #expect(count?.code == .recordingDamaged)
    }

    @Test("of another layout name the version that made them")
    func layout() async throws {
        try await place.writer().finish()
        try place.changeIndex { lines in
            lines[0] = Substring(lines[0].replacing("\"layout\":1", with: "\"layout\":2"))
        }
        let error = #expect(throws: PipelineError.self) { try place.recording() }
        #expect(
            error?.message
                == "the recording was made by fjord 1.2.3, which lays it out in another way"
        )
    }

    @Test("are not made of SFTP servers")
    func sftp() async throws {
        let server = try SFTPServer(
            name: "bank",
            host: "sftp.bank.example",
            port: 22,
            username: "shop",
            proof: .password("open sesame"),
            trust: .fingerprints(["SHA256:czAIcfRMFo58lJ3ix1DmDCybuP9TABfFomcjTpy0244"]),
            limits: HTTPLimits()
        )
        let bench = try Bench(try FaultServer(.json("{}")), book: .recording(try place.writer()))
        let error = try await pipelineError {
            _ = try await bench.client.names(in: "/out", of: server)
        }
        #expect(
            error.description
                == """
                \(place.folder): error: files of SFTP servers are not recorded, and the run reads from \
                'sftp.bank.example' [not-recordable]
                  = fix: leave out --record, or read the files from this machine
                """
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import Testing

@testable import Sandbox

@Suite("Faults")
struct FaultTests {
    @Test("every third request is struck by the next fault, and its repetition gets through")
    func schedule() async throws {
        let caller = try await SandboxCaller(
            "faults=429,truncated,500&fault_every=3&today=2026-11-20"
        )
        var seen: [String] = []
        for day in 1...9 {
            let answer = try await caller.page(caller.ledger, .funds, "2026-10-0\(day)")
            seen.append("\(answer.status.code) \(answer.delivery)")
            guard answer.status != .ok || answer.delivery != .whole else { continue }
            let again = try await caller.page(caller.ledger, .funds, "2026-10-0\(day)")
            #expect(again.status == .ok && again.delivery == .whole)
        }
        let right = "200 whole"
        #expect(
            seen == [
                right, right, "429 whole", right, right, "200 truncated", right, right, "500 whole",
            ]
        )
    }

    @Test("tokens are spared")
    func tokens() async throws {
        let caller = try await SandboxCaller("faults=500&fault_every=1&today=2026-11-20")
        #expect(try await caller.requestToken().status == .ok)
    }

    @Test("a fault with a target strikes requests about that ledger or unit only")
    func targets() async throws {
        let service = try await SandboxCaller().service
        let ledger = service.ledgers[1]
        let faults = "423@\(ledger.id),410@\(ledger.units[0].number)"
        let caller = try await SandboxCaller("faults=\(faults)&fault_every=1")
        #expect(try await caller.page(caller.ledger, .funds, "2026-10-01").status == .ok)
        #expect(try await caller.page(ledger, .funds, "2026-10-01").status.code == 423)
        #expect(try await caller.page(ledger, .funds, "2026-10-01").status == .ok)
        let list = "/settlement/v1/ledgers?settlesForRecipientHandles=api:"
        #expect(try await caller.get(list + caller.ledger.units[0].number).status == .ok)
        #expect(try await caller.get(list + ledger.units[0].number).status == .gone)
        let manager = try await SandboxCaller(caller.service, as: .management)
        let unit = try await manager.get("/management/v1/sales-units/\(ledger.units[0].number)")
        #expect(unit.status == .gone)
    }

    @Test("faults with targets and those without keep count on their own")
    func turns() async throws {
        let ledger = try await SandboxCaller().ledger.id
        let caller = try await SandboxCaller("faults=500,410@\(ledger)&fault_every=2&seed=1")
        var seen: [Int] = []
        for day in 1...6 {
            seen.append(
                try await caller.page(caller.ledger, .funds, "2026-10-0\(day)").status.code
            )
        }
        // The second, fourth and sixth belong to the ledger's fault; the others are counted by 500.
        #expect(seen == [200, 410, 500, 410, 200, 410])
    }

    @Test("a header orders faults for one request, tokens included")
    func header() async throws {
        var caller = try await SandboxCaller()
        caller.headers[.sandboxFaults] = "429-bare"
        #expect(try await caller.get("/settlement/v1/ledgers").status == .tooManyRequests)
        #expect(try await caller.get("/settlement/v1/ledgers").status == .tooManyRequests)
        caller.headers[.sandboxFaults] = "truncated, 500"
        let both = try await caller.get("/settlement/v1/ledgers")
        #expect(both.status == .internalServerError && both.delivery == .truncated)
        caller.headers[.sandboxFaults] = nil
        #expect(try await caller.get("/settlement/v1/ledgers").status == .ok)
        let token = try await caller.requestToken { $0[.sandboxFaults] = "503-html" }
        #expect(token.status == .serviceUnavailable)
    }

    @Test("a header with an unknown name is refused")
    func unknownHeader() async throws {
        var caller = try await SandboxCaller()
        caller.headers[.sandboxFaults] = "429,418"
        let answer = try await caller.get("/settlement/v1/ledgers")
        #expect(answer.status == .badRequest)
        #expect(
            try answer.json("detail", as: String.self)
                == "Sandbox-Faults takes 401, 403, 410, 423, 429, 429-bare, 429-date, 500, 502-html, "
                + "503-html, 504-html, gzip, reset, slow, truncated."
        )
    }

    /// What a fault makes of a request.
    private func struck(by fault: String, as type: SandboxKeyType = .accounting) async throws
        -> Answer
    {
        var caller = try await SandboxCaller("slow_ms=1&seed=7", as: type)
        caller.headers[.sandboxFaults] = fault
        caller.headers[.acceptEncoding] = "gzip, deflate"
        caller.headers[.merchantSerialNumber] = caller.keys.merchantSerialNumber
        let isReport = type == .accounting || type == .salesUnit
        return try await caller.get(
            isReport ? "/settlement/v1/ledgers" : "/management/v1/sales-units"
        )
    }

    @Test("the rate limit comes with seconds, with a date or with nothing")
    func rateLimits() async throws {
        let seconds = try await struck(by: "429")
        #expect(seconds.headers[.retryAfter] == "1")
        #expect(
            seconds.text
                == #"{"statusCode":429,"message":"Rate limit is exceeded. Try again in 1 seconds."}"#
        )
        let bare = try await struck(by: "429-bare")
        #expect(bare.status == .tooManyRequests && bare.headers[.retryAfter] == nil)
        #expect(bare.text == #"{"statusCode":429,"message":"Rate limit is exceeded."}"#)
        let date = try await struck(by: "429-date")
        // The caller's clock stands at one second.
        #expect(date.headers[.retryAfter] == "Thu, 01 Jan 1970 00:00:03 GMT")
    }

    @Test("dates of headers, word for word")
    func headerDates() {
        #expect(HTTPDate.text(784_111_777_000_000) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(HTTPDate.text(1_709_164_800_999_999) == "Thu, 29 Feb 2024 00:00:00 GMT")
    }

    @Test("each refusal has the shape of whoever refuses")
    func shapes() async throws {
        #expect(try await struck(by: "401").text == Answer.unauthorized.text)
        let management = try await struck(by: "401", as: .partner)
        #expect(try management.json("title", as: String.self) == "Not authorised")
        #expect(management.headers[.contentType] == "application/problem+json")
        let failure = try await struck(by: "500")
        #expect(try failure.json("errorCode", as: Int.self) == 10_001)
        #expect(try #require(try failure.json("contextId", as: String.self)).count == 36)
        for (fault, status) in [("403", 403), ("410", 410), ("423", 423)] {
            let answer = try await struck(by: fault)
            #expect(answer.status.code == status)
            #expect(try answer.json("status", as: Int.self) == status)
            #expect(answer.headers[.contentType] == "application/problem+json")
        }
    }

    @Test("the gateway's pages are no JSON", arguments: [502, 503, 504])
    func pages(status: Int) async throws {
        let page = try await struck(by: "\(status)-html")
        #expect(page.status.code == status && page.headers[.contentType] == "text/html")
        #expect(page.text.hasPrefix("<html><head><title>\(status) "))
    }

    @Test("bad deliveries carry the right answer")
    func deliveries() async throws {
        #expect(try await struck(by: "reset").delivery == .reset)
        #expect(try await struck(by: "truncated").delivery == .truncated)
        let slow = try await struck(by: "slow")
        #expect(slow.delayMilliseconds == 1 && slow.status == .ok)
    }

    @Test("gzip is sent to those who take it, in blocks that hold the answer")
    func gzip() async throws {
        let plain = try await SandboxCaller("seed=7").get("/settlement/v1/ledgers")
        var packed = try await struck(by: "gzip")
        #expect(packed.headers[.contentEncoding] == "gzip")
        let head = packed.body.readBytes(length: 11) ?? []
        #expect(head.prefix(3) == [0x1f, 0x8b, 8] && head.last == 1)
        let length = Int(packed.body.readInteger(endianness: .little, as: UInt16.self) ?? 0)
        #expect(length == plain.body.readableBytes)
        packed.body.moveReaderIndex(forwardBy: 2)
        let text = packed.body.readString(length: length)
        #expect(text == plain.text)
        #expect(packed.body.readableBytes == 8)

        var caller = try await SandboxCaller("seed=7")
        caller.headers[.sandboxFaults] = "gzip"
        let refused = try await caller.get("/settlement/v1/ledgers")
        #expect(refused.headers[.contentEncoding] == nil && refused.text == plain.text)
    }

    @Test("gzip splits long answers and has the checksum of RFC 1952")
    func longGzip() {
        var packed = Gzip.stored(ByteBuffer(repeating: 0x61, count: 70_000))
        #expect(packed.readableBytes == 70_000 + 10 + 2 * 5 + 8)
        packed.moveReaderIndex(forwardBy: packed.readableBytes - 4)
        let length = packed.readInteger(endianness: .little, as: UInt32.self)
        #expect(length == 70_000)
        var short = Gzip.stored(ByteBuffer(string: "123456789"))
        short.moveReaderIndex(forwardBy: short.readableBytes - 8)
        let checksum = short.readInteger(endianness: .little, as: UInt32.self)
        #expect(checksum == 0xcbf4_3926)
    }
}

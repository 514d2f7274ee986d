// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
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

    @Test("each fault has the vendor's shape")
    func shapes() async throws {
        func struck(by fault: String) async throws -> Answer {
            let caller = try await SandboxCaller("faults=\(fault)&fault_every=1&today=2026-11-20")
            return try await caller.page(caller.ledger, .funds, "2026-10-01")
        }
        let limit = try await struck(by: "429")
        #expect(limit.headers[.retryAfter] == "1")
        #expect(
            limit.text
                == #"{"statusCode":429,"message":"Rate limit is exceeded. Try again in 1 seconds."}"#
        )
        #expect(try await struck(by: "500").json("errorCode", as: Int.self) == 10_001)
        #expect(try await struck(by: "423").headers[.contentType] == "application/problem+json")
        let page = try await struck(by: "503-html")
        #expect(page.status.code == 503 && page.headers[.contentType] == "text/html")
        #expect(try await struck(by: "reset").delivery == .reset)
    }
}

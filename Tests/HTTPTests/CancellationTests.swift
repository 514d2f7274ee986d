// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTesting
import Synchronization
import Testing

@testable import HTTP

@Suite("cancellation and limits")
struct CancellationTests {
    @Test("a cancelled request hangs up at once", arguments: ["", "HTTP/1.1 200 OK\r\n\r\n[1,"])
    func cancelled(begun: String) async throws {
        let server = try FaultServer(.raw(begun, .hold))
        defer { server.stop() }
        let bench = try Bench(server)
        let task = Task { try await bench.text() }
        var events = server.events.makeAsyncIterator()
        let received = await events.next()
        #expect(received??.target == "/x")
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let hangUp = await events.next()
        #expect(hangUp.map { $0 == nil } == true)
        #expect(bench.log.lines.isEmpty)
    }

    @Test("a task that is already cancelled sends nothing")
    func cancelledBefore() async throws {
        let server = try FaultServer(.json("{}"))
        defer { server.stop() }
        let bench = try Bench(server)
        let task = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            _ = try await bench.text()
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(server.requests.isEmpty)
    }

    @Test("no more requests are under way than the connection allows")
    func inFlight() async throws {
        let box = Mutex<FaultServer?>(nil)
        let server = try FaultServer { _ in
            box.withLock { $0 }?.waitForInFlight(3)
            return .json("{}")
        }
        defer { server.stop() }
        box.withLock { $0 = server }
        var limits = HTTPLimits()
        limits.requestsInFlight = 3
        let bench = try Bench(server, limits: limits)
        try await withThrowingTaskGroup { group in
            for _ in 0..<30 { group.addTask { _ = try await bench.text() } }
            try await group.waitForAll()
        }
        #expect(server.mostInFlight == 3)
        #expect(server.connectionCount <= 3)
        #expect(server.requests.count == 30)
        box.withLock { $0 = nil }
    }

    @Test("a rate limit spaces the starts")
    func rate() async throws {
        let server = try FaultServer(.json("{}"))
        defer { server.stop() }
        var limits = HTTPLimits()
        limits.requestsPerSecond = 4
        let bench = try Bench(server, limits: limits)
        for _ in 0..<4 { _ = try await bench.text() }
        #expect(bench.time.sleeps == Array(repeating: .milliseconds(250), count: 3))
    }

    @Test("after a Retry-After nothing else starts earlier either")
    func pause() {
        let gate = ConnectionGate(places: 1, startsPerSecond: nil)
        #expect(gate.reserveStart(now: .seconds(5)) == .seconds(5))
        gate.pause(until: .seconds(9))
        #expect(gate.reserveStart(now: .seconds(6)) == .seconds(9))
        #expect(gate.reserveStart(now: .seconds(10)) == .seconds(10))
    }

    @Test("the lowest priority number goes first, then the oldest")
    func priority() async throws {
        let gate = ConnectionGate(places: 1, startsPerSecond: nil)
        try await gate.enter(priority: 0)
        let order = Order()
        try await withThrowingTaskGroup { group in
            for (arrival, priority) in [5, 1, 5, -3].enumerated() {
                group.addTask {
                    try await gate.enter(priority: priority)
                    order.note(arrival)
                    gate.leave()
                }
                while gate.waiterCount <= arrival { await Task.yield() }
            }
            gate.leave()
            try await group.waitForAll()
        }
        #expect(order.arrivals == [3, 1, 0, 2])
    }

    @Test("a cancelled waiter leaves its place to the next")
    func cancelledWaiter() async throws {
        let gate = ConnectionGate(places: 1, startsPerSecond: nil)
        try await gate.enter(priority: 0)
        let waiting = Task { try await gate.enter(priority: 0) }
        while gate.waiterCount == 0 { await Task.yield() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        gate.leave()
        try await gate.enter(priority: 0)
        gate.leave()
    }

    @Test("many requests and cancellations at once leave nothing behind")
    func storm() async throws {
        let server = try FaultServer(.json("{}"))
        defer { server.stop() }
        let bench = try Bench(server)
        await withTaskGroup { group in
            for number in 0..<200 {
                let task = Task { try await bench.text() }
                if number % 3 == 0 { task.cancel() }
                group.addTask { _ = await task.result }
            }
        }
        #expect(try await bench.text() == "{}")
    }

    private final class Order: Sendable {
        private let noted = Mutex<[Int]>([])

        var arrivals: [Int] { noted.withLock { $0 } }

        func note(_ arrival: Int) {
            noted.withLock { $0.append(arrival) }
        }
    }
}

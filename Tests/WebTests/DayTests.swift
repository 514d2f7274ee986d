// SPDX-License-Identifier: Apache-2.0

import FjordKit
import HTTPTesting
import PluginTesting
import Testing

@testable import Web

@Suite("fetch: http, day by day")
struct DayTests {
    typealias Values = [String: StageOptions.Value]

    private static let days: Values = [
        "url": .text("/days/${date}"), "records": .text(""), "partition": .text("day"),
        "query": .mapping([StageOptions.Pair("to", "${date.next}T00:00:00")]),
    ]

    private static func window(_ first: String, _ last: String) throws -> DateWindow {
        DateWindow(
            first: try #require(CalendarDate(iso: first)),
            last: try #require(CalendarDate(iso: last))
        )
    }

    private static func serve() throws -> FaultServer {
        try FaultServer { request in
            // Days have as many records as their number.
            let day = request.target.prefix { $0 != "?" }.suffix(2)
            let ids = (1..<(Int(day) ?? 0)).map { #"{"id":\#($0)}"# }
            return .json("[\(ids.joined(separator: ","))]")
        }
    }

    @Test("each day is a partition that asks for itself")
    func partitions() async throws {
        let server = try Self.serve()
        defer { server.stop() }
        let bench = Bench(server)
        let context = FetchContext(
            window: try Self.window("2026-02-28", "2026-03-02"),
            connection: try bench.home().connection
        )
        let stage = try HTTPStage.made(Self.days)
        let readings = try await stage.readAll(in: context)
        #expect(
            readings.map(\.partition.key) == [
                "/days/2026-02-28", "/days/2026-03-01", "/days/2026-03-02",
            ]
        )
        #expect(readings.map(\.partition.date?.description).last == "2026-03-02")
        #expect(readings.map { $0.ids.count } == [27, 0, 1])
        #expect(
            server.requests.map(\.target) == [
                "/api/days/2026-02-28?to=2026-03-01T00%3A00%3A00",
                "/api/days/2026-03-01?to=2026-03-02T00%3A00%3A00",
                "/api/days/2026-03-02?to=2026-03-03T00%3A00%3A00",
            ]
        )
    }

    @Test("a day that only the query names stands behind the path")
    func key() throws {
        let server = try Self.serve()
        defer { server.stop() }
        let context = FetchContext(
            window: try Self.window("2026-03-01", "2026-03-01"),
            connection: try Bench(server).home().connection
        )
        let options = Self.days.merging(["url": .text("/orders")]) { $1 }
        let keys = try HTTPStage.made(options).partitions(in: context).map(\.key)
        #expect(keys == ["/orders 2026-03-01"])
    }

    // The clock stands at 2026-09-21T14:13:20Z.
    @Test(
        "a day is final once it is over where it counts, and so many days have gone by",
        arguments: [
            ("2026-09-20", nil, nil, true), ("2026-09-21", nil, nil, false),
            ("2026-09-21", nil, "Pacific/Kiritimati", true),
            ("2026-09-20", nil, "Etc/GMT+12", true), ("2026-09-20", 1, nil, false),
            ("2026-09-19", 1, nil, true), ("2026-09-22", nil, nil, false),
        ] as [(String, Int?, String?, Bool)]
    )
    func finality(day: String, after: Int?, zone: String?, isFinal: Bool) async throws {
        let server = try Self.serve()
        defer { server.stop() }
        let bench = Bench(server)
        let context = FetchContext(
            window: try Self.window(day, day),
            connection: try bench.home().connection
        )
        var options = Self.days
        options["final_after"] = after.map { .integer($0) }
        options["timezone"] = zone.map { .text($0) }
        let reading = try await bench.read(HTTPStage.made(options), in: context)
        #expect(reading.finality == (isFinal ? .final : .provisional))
    }

    @Test("the first day with records tells the columns, and no day is asked for twice")
    func inferred() async throws {
        let server = try Self.serve()
        defer { server.stop() }
        let context = FetchContext(
            window: try Self.window("2026-03-01", "2026-03-03"),
            connection: try Bench(server).home().connection
        )
        let stage = try HTTPStage.made(Self.days, infersSchema: true)
        let ready = try await stage.inferringSchema(in: context)
        #expect(server.requests.count == 2)
        #expect(ready.schema?.fields.map { "\($0.name): \($0.type)" } == ["id: int64"])
        #expect(try await ready.readAll(in: context).map { $0.ids.count } == [0, 1, 2])
        #expect(server.requests.count == 3)
    }

    @Test("options tell whether a pipeline has a window")
    func isDated() {
        #expect(HTTPStage.isDated { $0 == "partition" ? "day" : nil })
        #expect(!HTTPStage.isDated { _ in nil })
    }

    @Test(
        "options that do not go together are refused",
        arguments: [
            (
                ["url": "/x", "partition": "day"],
                "every day would ask for the same: neither 'url' nor 'query' names the day"
            ),
            (
                ["url": "/x/${date}"],
                "${date} is the day of a partition, and there is one partition for the whole window"
            ),
            (
                ["url": "/x", "timezone": "UTC"],
                "'timezone' means nothing without 'partition: day'"
            ),
            (
                ["url": "/x/${date}", "partition": "day", "timezone": "Europe/Olso"],
                "there is no time zone 'Europe/Olso'"
            ),
        ]
    )
    func refused(options: [String: String], text: String) async throws {
        let fault = try await message {
            _ = try HTTPStage.made(options.mapValues { .text($0) })
        }
        #expect(fault.hasPrefix("error: \(text) [http-options-do-not-fit]\n  = fix: "))
    }
}

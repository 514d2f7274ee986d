// SPDX-License-Identifier: Apache-2.0

import FjordKit
import NIOPosix
import PluginTesting
import Testing

@testable import Sandbox
@testable import Vipps

@Suite("Reading the sandbox")
struct SandboxReadingTests {
    private static let small = "ledgers=3&entries_per_day=40&page_size=7&today=2026-10-05"

    @Test(
        "every row of every page, in the order of dates and ledgers",
        arguments: 1...3,
        [
            "funds", "fees",
        ]
    )
    func everyRow(seed: Int, topic: String) async throws {
        let settings = try SandboxSettings(query: "seed=\(seed)&\(Self.small)")
        let naive = try await NaiveReading(settings)
        let stage: any FetchStage = topic == "funds" ? try .funds() : try .fees()
        let readings = try await Sandbox.serve(settings) { sandbox in
            let bench = try Bench(sandbox)
            return try await stage.readAll(in: bench.context("2026-10-01", "2026-10-06"))
        }
        var expected = readings.makeIterator()
        var openCount = 0
        for day in 1...6 {
            for ledger in naive.ledgers {
                let next = expected.next()
                let reading = try #require(next)
                let date = "2026-10-0\(day)"
                let (rows, isOpen, pageCount) = try await naive.date(date, topic, of: ledger)
                #expect(reading.partition.key == "\(ledger)/\(topic)/\(date)")
                #expect(reading.partition.date == CalendarDate(iso: date))
                #expect(reading.partition.constants == ["ledgerId": ledger, "topic": topic])
                #expect(reading.decoded.rows == rows)
                #expect(reading.pages.count == pageCount)
                #expect(reading.finality == (isOpen ? .provisional : .final))
                #expect(isOpen == (day >= 5), "closed before today, open from today on")
                openCount += isOpen ? 1 : 0
            }
        }
        #expect(readings.count == 18 && openCount == 6)
        #expect(readings.contains { $0.pages.count > 3 })
    }

    @Test("the columns of funds and fees")
    func columns() throws {
        let columns = [
            Field("ledgerId", .text), Field("topic", .text), Field("ledgerDate", .date),
            Field("time", .timestamp), Field("entryType", .text), Field("pspReference", .text),
            Field("reference", .text), Field("recipientHandle", .text), Field("currency", .text),
            Field("amount", .money), Field("balanceBefore", .money), Field("balanceAfter", .money),
        ]
        let personal = [
            Field("name", .text), Field("maskedPhoneNo", .text), Field("message", .text),
        ]
        #expect(try FundsStage.funds().schema == Schema(columns))
        #expect(try FeesStage.fees().schema == Schema(columns))
        let all = try FundsStage.funds(["personal_data": .boolean(true), "extra": .boolean(true)])
        #expect(all.schema == Schema(columns + personal + [Field("extra", .json)]))
    }

    @Test("the sums recorded with a partition are those of its rows")
    func totals() async throws {
        let settings = try SandboxSettings(query: "seed=2&\(Self.small)")
        let readings = try await Sandbox.serve(settings) { sandbox in
            try await FundsStage.funds().readAll(in: Bench(sandbox).context("2026-10-02"))
        }
        for reading in readings {
            var totals: [Currency: Int128] = [:]
            for row in reading.decoded.rows {
                let (code, amount) = (try #require(row[8]), try #require(row[9]))
                let currency = try #require(Currency(code))
                totals[currency, default: 0] += try #require(
                    Int128(amount.replacing(".", with: ""))
                )
            }
            #expect(reading.decoded.summary.totals == totals)
        }
        #expect(readings.contains { !$0.decoded.summary.totals.isEmpty })
        #expect(readings.count == 3)
    }

    @Test("some ledgers only, each once, in order")
    func someLedgers() async throws {
        let settings = try SandboxSettings(query: "seed=1&\(Self.small)")
        let ids = try await NaiveReading(settings).ledgers
        try await Sandbox.serve(settings) { sandbox in
            let asked = StageOptions.Value.texts([ids[2], ids[0], ids[2]])
            let stage = try FundsStage.funds(["ledgers": asked])
            let partitions = try await stage.partitions(in: Bench(sandbox).context())
            #expect(partitions.map { $0.constants["ledgerId"] } == [ids[0], ids[2]])
        }
    }

    @Test("personal data comes when it is asked for")
    func personalData() async throws {
        let settings = try SandboxSettings(query: "seed=1&\(Self.small)")
        let naive = try await NaiveReading(settings)
        let readings = try await Sandbox.serve(settings) { sandbox in
            let stage = try FundsStage.funds(["personal_data": .boolean(true)])
            return try await stage.readAll(in: Bench(sandbox).context("2026-10-01", "2026-10-02"))
        }
        var named = 0
        for reading in readings {
            let date = try #require(reading.partition.date).description
            let ledger = try #require(reading.partition.constants["ledgerId"])
            let expected = try await naive.date(date, "funds", of: ledger, personalData: true)
            #expect(reading.decoded.rows == expected.rows)
            named += reading.decoded.rows.count { $0[12] != nil }
        }
        #expect(named > 0, "the sandbox has payers with names")
    }

    @Test("the list of ledgers over several pages")
    func ledgerList() async throws {
        let settings = try SandboxSettings(query: "seed=4&ledgers=230&today=2026-10-05")
        let ids = SandboxService(settings: settings, threads: .singleton).ledgers.map(\.id)
        let readings = try await Sandbox.serve(settings) { sandbox in
            try await LedgersStage.ledgers().readAll(
                in: FetchContext(window: nil, connection: Bench(sandbox).connection)
            )
        }
        let reading = try #require(readings.first)
        #expect(readings.count == 1 && reading.partition == Partition(key: "ledgers", date: nil))
        #expect(reading.finality == .final)
        #expect(reading.pages.count == 3)
        #expect(reading.decoded.rows.map { $0[0] } == ids)
        #expect(reading.decoded.summary.unknownFields.isEmpty)
    }

    @Test("a sales unit's keys reach its one ledger")
    func salesUnit() async throws {
        let settings = try SandboxSettings(query: "seed=1&\(Self.small)")
        let naive = try await NaiveReading(settings)
        let readings = try await Sandbox.serve(settings) { sandbox in
            try await FundsStage.funds().readAll(in: Bench(sandbox, as: .salesUnit).context())
        }
        let expected = try await naive.date("2026-10-01", "funds", of: naive.ledgers[0])
        #expect(readings.map(\.decoded.rows) == [expected.rows])
    }

    @Test("faults on the way leave the data complete")
    func faults() async throws {
        let faults = "faults=429,500,503-html,423,truncated,reset&fault_every=3"
        let clean = try SandboxSettings(query: "seed=5&\(Self.small)")
        let faulty = try SandboxSettings(query: "seed=5&\(Self.small)&\(faults)")
        @Sendable func read(_ sandbox: SandboxEndpoint) async throws -> ([Rows], [String]) {
            let bench = try Bench(sandbox)
            let context = try bench.context("2026-10-01", "2026-10-05")
            let readings = try await FundsStage.funds().readAll(in: context)
            return (readings.map(\.decoded.rows), bench.log.lines)
        }
        let (expected, quiet) = try await Sandbox.serve(clean) { try await read($0) }
        let (rows, log) = try await Sandbox.serve(faulty) { try await read($0) }
        #expect(rows == expected)
        #expect(quiet.isEmpty)
        #expect(log.count >= 12, "each fault struck at least twice")
    }

    @Test("a token that expires again and again is renewed in mid-run")
    func shortLivedToken() async throws {
        let settings = try SandboxSettings(query: "seed=1&\(Self.small)&token_seconds=600")
        let naive = try await NaiveReading(settings)
        let counted = try await Sandbox.serve(settings) { sandbox in
            // Each look at the client's clock takes 150 seconds: no token outlives four of them.
            let bench = try Bench(sandbox, timing: FakeTime(step: .seconds(150)).timing)
            return try await FundsStage.funds().readAll(in: bench.context("2026-10-03"))
        }
        for reading in counted {
            let ledger = try #require(reading.partition.constants["ledgerId"])
            let expected = try await naive.date("2026-10-03", "funds", of: ledger)
            #expect(reading.decoded.rows == expected.rows)
        }
        #expect(counted.count == 3)
    }

    @Test("the stages keep the contract of fetch stages")
    func conformance() async throws {
        let settings = try SandboxSettings(query: "seed=3&\(Self.small)")
        try await Sandbox.serve(settings) { sandbox in
            let bench = try Bench(sandbox)
            let context = try bench.context("2026-10-04", "2026-10-05")
            #expect(try await Conformance.breaches(of: FundsStage.funds(), in: context) == [])
            #expect(try await Conformance.breaches(of: FeesStage.fees(), in: context) == [])
            let undated = FetchContext(window: nil, connection: bench.connection)
            #expect(try await Conformance.breaches(of: LedgersStage.ledgers(), in: undated) == [])
        }
    }
}

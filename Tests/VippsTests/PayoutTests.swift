// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Vipps

@Suite("Payouts")
struct PayoutTests {
    private typealias Move = PayoutWorld.Move

    private func read(
        _ world: PayoutWorld,
        _ first: String,
        _ last: String? = nil,
        batchSize: Int = 16_384
    ) async throws -> (reading: WholeReading, paths: [String]) {
        try await ScriptedServer.serve({ world.reply(to: $0) }) { server in
            let context = try Bench(baseURL: server.baseURL).context(first, last)
            let reading = try await WholeReading(
                PayoutsStage.payouts(),
                in: context,
                batchSize: batchSize
            )
            for row in reading.rows { try Self.checkAddsUp(row) }
            return (reading, server.asked.filter { $0.path.hasPrefix("/report/") }.map(\.path))
        }
    }

    /// opening + movements - paid = closing, to the minor unit.
    static func checkAddsUp(_ row: [String?]) throws {
        let amounts = row[6...17].map { $0.flatMap { Int($0.replacing(".", with: "")) } }
        guard let opening = amounts[0], let closing = amounts[11] else {
            return #expect(row[6] == nil && row[17] == nil)
        }
        let moved = amounts[1...10].map { $0 ?? 0 }
        #expect(opening + moved.dropLast().reduce(0, +) - moved[9] == closing)
    }

    /// One ledger with a payout a day and another with one a week.
    private static let world = PayoutWorld(moves: [
        "418207": [
            "2026-09-30": [.capture(1_000), .payout(1_000)],
            "2026-10-01": [
                .capture(20_000), Move(type: "refund", amount: -5_000), .capture(1),
                Move(type: "fees-retained", amount: -1), .payout(15_000),
            ],
            "2026-10-02": [.capture(300), .payout(300)],
        ],
        "520113": [
            "2026-09-20": [.capture(500)], "2026-09-27": [.capture(100), .payout(600)],
            "2026-09-28": [.capture(10)], "2026-10-01": [.capture(20)],
            "2026-10-02": [.capture(30), .payout(60)],
        ],
    ])

    @Test("the columns")
    func columns() throws {
        let money = [
            "openingBalance", "captured", "refunded", "feesRetained", "corrections", "disputes",
            "topUps", "creditNotes", "payoutsAborted", "otherEntries", "paidOut", "closingBalance",
        ]
        let columns =
            [
                Field("ledgerId", .text), Field("payoutNumber", .text), Field("ledgerDate", .date),
                Field("periodFrom", .date), Field("periodTo", .date), Field("currency", .text),
            ] + money.map { Field($0, .money) } + [
                Field("entryCount", .int64), Field("reference", .text), Field("time", .timestamp),
            ]
        #expect(try PayoutsStage.payouts().outputSchema() == Schema(columns))
    }

    @Test("a daily payout is made of its date", arguments: [1, 2, 16_384])
    func daily(batchSize: Int) async throws {
        let (reading, _) = try await read(Self.world, "2026-10-01", batchSize: batchSize)
        #expect(
            reading.rows == [
                [
                    "418207", "2000002", "2026-10-01", "2026-10-01", "2026-10-01", "NOK", "0.00",
                    "200.01", "-50.00", "-0.01", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00",
                    "150.00", "0.00", "5", "Utb. 2000002", "2026-10-01T22:00:00.000000Z",
                ]
            ]
        )
        #expect(
            reading.keys == [
                "520113/funds/2026-09-28", "520113/funds/2026-09-29", "520113/funds/2026-09-30",
                "418207/funds/2026-10-01", "520113/funds/2026-10-01",
            ]
        )
        #expect(reading.findings == [])
    }

    @Test("a payout's period is read back whatever the window", arguments: [1, 16_384])
    func weekly(batchSize: Int) async throws {
        let (reading, _) = try await read(Self.world, "2026-10-02", batchSize: batchSize)
        #expect(
            reading.rows.map { Array($0[0...7]) } == [
                [
                    "418207", "2000003", "2026-10-02", "2026-10-02", "2026-10-02", "NOK", "0.00",
                    "3.00",
                ],
                [
                    "520113", "2000002", "2026-10-02", "2026-09-28", "2026-10-02", "NOK", "0.00",
                    "0.60",
                ],
            ]
        )
        #expect(reading.rows.map { $0[16] } == ["3.00", "0.60"])
        #expect(reading.rows.map { $0[18] } == ["2", "4"])
        #expect(reading.keys.first == "520113/funds/2026-09-28" && reading.keys.count == 6)
    }

    @Test("each entry with its payout", arguments: [(1, 0), (2, 1 << 20), (16_384, 1 << 20)])
    func entries(batchSize: Int, memory: Int) async throws {
        let rows = try await ScriptedServer.serve({ Self.world.reply(to: $0) }) { server in
            try await WholeReading(
                PayoutsStage.payouts(["rows": .text("entries")]),
                in: Bench(baseURL: server.baseURL).context("2026-10-01", "2026-10-02"),
                batchSize: batchSize,
                memory: memory
            ).rows
        }
        // ledger, date, type, amount, payout, its date; the last ledger's period began before the window.
        let shown = rows.map { row in
            [0, 2, 4, 9, 12, 13].map { row[$0] ?? "" }.joined(separator: " ")
        }
        #expect(
            shown == [
                "418207 2026-10-01 capture 200.00 2000002 2026-10-01",
                "418207 2026-10-01 refund -50.00 2000002 2026-10-01",
                "418207 2026-10-01 capture 0.01 2000002 2026-10-01",
                "418207 2026-10-01 fees-retained -0.01 2000002 2026-10-01",
                "418207 2026-10-01 payout-scheduled -150.00 2000002 2026-10-01",
                "418207 2026-10-02 capture 3.00 2000003 2026-10-02",
                "418207 2026-10-02 payout-scheduled -3.00 2000003 2026-10-02",
                "520113 2026-09-28 capture 0.10 2000002 2026-10-02",
                "520113 2026-10-01 capture 0.20 2000002 2026-10-02",
                "520113 2026-10-02 capture 0.30 2000002 2026-10-02",
                "520113 2026-10-02 payout-scheduled -0.60 2000002 2026-10-02",
            ]
        )
    }

    @Test("the columns of entries are those of funds and the payout")
    func entryColumns() throws {
        let stage = try PayoutsStage.payouts(["rows": .text("entries")])
        #expect(
            try stage.outputSchema()?.names
                == FundsStage.funds().schema.map(\.names).map {
                    $0 + ["payoutNumber", "payoutDate"]
                }
        )
    }

    @Test("a month has all its payouts, those before and behind it have no row")
    func month() async throws {
        let (reading, _) = try await read(Self.world, "2026-09-28", "2026-10-31")
        #expect(reading.rows.map { $0[1] } == ["2000001", "2000002", "2000003", "2000002"])
        #expect(reading.rows.map { $0[0] } == ["418207", "418207", "418207", "520113"])
        #expect(
            reading.rows.map { $0[3] } == [
                "2026-09-30", "2026-10-01", "2026-10-02", "2026-09-28",
            ]
        )
        #expect(reading.keys.first == "418207/funds/2026-09-28", "the window is read whole")
    }

    @Test("pages of one entry give the same")
    func paged() async throws {
        var world = Self.world
        world.isPaged = true
        let (reading, _) = try await read(world, "2026-10-02")
        let (whole, _) = try await read(Self.world, "2026-10-02")
        #expect(reading.rows == whole.rows && reading.keys == whole.keys)
    }

    @Test("the period of the first payout begins with the ledger, of which the feed tells")
    func firstPayout() async throws {
        let world = PayoutWorld(moves: [
            "1": ["2026-09-01": [.capture(5)], "2026-10-01": [.capture(7), .payout(12)]]
        ])
        let (reading, paths) = try await read(world, "2026-10-01")
        #expect(
            reading.rows.map { Array($0[3...7]) } == [
                ["2026-09-01", "2026-10-01", "NOK", "0.00", "0.12"]
            ]
        )
        #expect(reading.keys.first == "1/funds/2026-09-01" && reading.keys.count == 31)
        #expect(paths.count { $0.hasSuffix("feed") } == 1)
        #expect(!paths.contains { $0.hasSuffix("2026-08-31") }, "never before its first entry")
    }

    @Test("without a payout in the window nothing is read back beyond a week")
    func quietLedger() async throws {
        let world = PayoutWorld(moves: [
            "1": ["2021-01-01": [.capture(5), .payout(5)], "2026-10-01": [.capture(7)]]
        ])
        let (reading, paths) = try await read(world, "2026-10-01")
        #expect(reading.rows == [] && reading.keys == ["1/funds/2026-10-01"])
        #expect(paths.count == 9, "seven dates back, the window's to look, and the partition")
    }

    @Test("a ledger without entries, and one whose feed is not there")
    func emptyLedger() async throws {
        let empty = PayoutWorld(moves: ["1": [:]])
        #expect(try await read(empty, "2026-10-01").reading.rows == [])
        var late = PayoutWorld(moves: ["1": ["2020-06-01": [.capture(7), .payout(7)]]])
        late.hasFeed = false
        let (reading, _) = try await read(late, "2020-06-01")
        #expect(reading.rows.map { $0[3] } == ["2020-06-01"])
        #expect(reading.keys.first == "1/funds/2020-05-01", "the vendor has nothing from before")
        let (first, paths) = try await read(
            PayoutWorld(moves: ["1": ["2020-05-01": [.payout(-1)]]]),
            "2020-05-01"
        )
        #expect(first.rows.count == 1 && paths.count == 1)
    }

    @Test("an open date makes its partition provisional")
    func provisional() async throws {
        var world = Self.world
        world.open = ["2026-09-29", "2026-10-02"]
        let (reading, _) = try await read(world, "2026-10-02")
        #expect(
            zip(reading.keys, reading.finality).filter { $1 == .provisional }.map(\.0) == [
                "520113/funds/2026-09-29", "418207/funds/2026-10-02", "520113/funds/2026-10-02",
            ]
        )
    }

    @Test("every type has its column, also an unknown one, and a payout its older names")
    func types() async throws {
        let types = [
            ("capture", 10_000), ("refund", -100), ("fees-retained", -200), ("correction", -7),
            ("retained-disputed-capture", -500), ("returned-disputed-capture", 400),
            ("top-up", 1_000), ("credit-note", 11), ("payout-aborted", 3_000), ("lottery", 1),
            ("unheard-of", 2),
        ]
        for name in ["payout-scheduled", "scheduled-for-payout", "payout"] {
            let moves = types.map { Move(type: $0, amount: $1) }
            // A reserve of 100.00 stays behind.
            let world = PayoutWorld(moves: [
                "1": [
                    "2026-09-30": [.capture(1), Move(type: name, amount: -1)],
                    "2026-10-01": moves + [Move(type: name, amount: -3_607)],
                ]
            ])
            let (reading, _) = try await read(world, "2026-10-01")
            #expect(
                reading.rows.map { Array($0[6...18]) } == [
                    [
                        "0.00", "100.00", "-1.00", "-2.00", "-0.07", "-1.00", "10.00", "0.11",
                        "30.00",
                        "0.03", "36.07", "100.00", "12",
                    ]
                ]
            )
            #expect(reading.findings == [])
        }
    }

    @Test("a number without a ledger, as it was before November 2023, and none")
    func numbers() async throws {
        let world = PayoutWorld(moves: [
            "1": [
                "2026-09-30": [Move(type: "payout", amount: -1, reference: "2000023")],
                "2026-10-01": [Move(type: "payout", amount: -1, reference: "")],
            ]
        ])
        let (reading, _) = try await read(world, "2026-09-30", "2026-10-01")
        #expect(reading.rows.map { $0[1] } == ["2000023", nil])
        #expect(
            reading.findings.map(\.line) == [
                """
                warning payout-number 1: 1 payout names no number; the column is null
                  ledger 1, the payout of 2026-10-01
                """
            ]
        )
    }

    @Test("entries behind the payout of their date count for the next one")
    func behindPayout() async throws {
        let world = PayoutWorld(moves: [
            "1": [
                "2026-09-30": [.capture(10), .payout(10), .capture(5)],
                "2026-10-01": [.capture(7), .payout(12), .capture(1), .payout(1)],
            ]
        ])
        let (reading, _) = try await read(world, "2026-10-01")
        #expect(reading.keys == ["1/funds/2026-09-30", "1/funds/2026-10-01"])
        #expect(
            reading.rows.map { Array($0[1...7]) } == [
                ["2000002", "2026-10-01", "2026-09-30", "2026-10-01", "NOK", "0.00", "0.12"],
                ["2000003", "2026-10-01", "2026-10-01", "2026-10-01", "NOK", "0.00", "0.01"],
            ]
        )
        #expect(
            reading.findings.map(\.line) == [
                """
                warning entry-behind-payout 2: 2 entries stand behind the payout of the ledger date; it \
                counts for the next payout
                  ledger 1, 2026-09-30, behind payout 2000001
                  ledger 1, 2026-10-01, behind payout 2000002
                """
            ]
        )
    }

    @Test("two payouts on a date each have a row")
    func twoPayouts() async throws {
        let world = PayoutWorld(moves: [
            "1": ["2026-10-01": [.capture(10), .payout(6), .payout(4)]]
        ])
        let (reading, _) = try await read(world, "2026-10-01")
        #expect(
            reading.rows.map { [$0[1], $0[6], $0[16], $0[17], $0[18]] } == [
                ["2000001", "0.00", "0.06", "0.04", "2"], ["2000002", "0.04", "0.04", "0.00", "1"],
            ]
        )
        #expect(
            reading.findings.map(\.line) == [
                """
                warning second-payout 1: 1 payout is not the first of the ledger date; each has a row
                  ledger 1, 2026-10-01, behind payout 2000001
                """
            ]
        )
    }

    @Test("balances that are missing are found from those that are there")
    func missingBalances() async throws {
        var first = Move.capture(10)
        first.hasBalances = false
        var payout = Move.payout(15)
        payout.hasBalances = false
        let world = PayoutWorld(moves: [
            "1": [
                "2026-10-01": [first, .capture(5), payout],
                "2026-10-02": [first, Move(type: "payout", amount: -10, hasBalances: false)],
            ],
            "2": ["2026-10-01": [first, payout]],
        ])
        let (reading, _) = try await read(world, "2026-10-01", "2026-10-02")
        #expect(
            reading.rows.map { [$0[0], $0[6], $0[7], $0[16], $0[17]] } == [
                ["1", "0.00", "0.15", "0.15", "0.00"], ["2", nil, "0.10", "0.15", nil],
                ["1", "0.00", "0.10", "0.10", "0.00"],
            ]
        )
        #expect(
            reading.findings.map(\.line) == [
                """
                warning payout-balance-missing 1: 1 payout without any balance in the entries; \
                openingBalance and closingBalance are null
                  ledger 2, payout 2000001
                """
            ]
        )
    }

    @Test("an amount that is missing is the difference of the balances")
    func missingAmount() async throws {
        let world = PayoutWorld(moves: [
            "1": ["2026-10-01": [.capture(10), Move(type: "refund", amount: nil), .payout(10)]]
        ])
        let (reading, _) = try await read(world, "2026-10-01")
        #expect(reading.rows.map { [$0[7], $0[8], $0[16]] } == [["0.10", "0.00", "0.10"]])
        #expect(
            reading.findings.map(\.line) == [
                """
                warning entry-amount-missing 1: 1 entry has no amount; the difference of its balances \
                was taken, or zero
                  ledger 1, 2026-10-01
                """
            ]
        )
    }

    @Test("a chain of balances that breaks is a warning, and the row still adds up")
    func brokenChain() async throws {
        var world = Self.world
        world.gaps = ["2026-10-01": 700, "2026-10-02": 11]
        let (reading, _) = try await read(world, "2026-10-01", "2026-10-02")
        #expect(
            reading.rows.map { [$0[0], $0[1], $0[6], $0[17]] } == [
                ["418207", "2000002", "7.00", "7.00"], ["418207", "2000003", "7.11", "7.11"],
                ["520113", "2000002", "0.00", "0.00"],
            ]
        )
        #expect(
            reading.findings.map(\.line) == [
                """
                warning payout-balance 1: 1 payout leaves another balance than its entries come to; the \
                row shows what the entries come to
                  ledger 520113, payout 2000002: the vendor says 7.11 NOK, the entries come to 0.00 NOK
                """,
                """
                warning payout-gap 1: 1 payout opens with another balance than the payout before left: \
                entries are missing between
                  ledger 418207, payout 2000003: opens with 7.11 NOK, the one before left 7.00 NOK
                """,
            ]
        )
    }

    @Test("a payout that takes nothing is told, and kept")
    func wrongSign() async throws {
        let world = PayoutWorld(moves: ["1": ["2026-10-01": [.payout(-5)]]])
        let (reading, _) = try await read(world, "2026-10-01")
        #expect(reading.rows.map { [$0[16], $0[17]] } == [["-0.05", "0.05"]])
        #expect(
            reading.findings.map(\.line) == [
                """
                warning payout-sign 1: 1 payout takes nothing from the ledger; paidOut is zero or negative
                  ledger 1, payout 2000001: 0.05 NOK
                """
            ]
        )
    }

    @Test("two currencies on one ledger cannot be added")
    func twoCurrencies() async throws {
        let world = PayoutWorld(moves: [
            "1": ["2026-10-01": [.capture(5), Move(type: "capture", amount: 5, currency: "EUR")]]
        ])
        let error = await #expect(throws: RowError.self) { try await read(world, "2026-10-01") }
        #expect(
            error
                == RowError(
                    row: 1,
                    code: ErrorCode("mixed-currencies"),
                    message: "an entry in EUR on ledger 1, whose entries before are in NOK",
                    fix: "run again; if it stays so, report it to the vendor"
                )
        )
    }

    @Test("sums past 64 bits are a fault, not another number")
    func tooLarge() async throws {
        let large = Move(type: "capture", amount: .max, hasBalances: false)
        let payout = Move(type: "payout", amount: 0, hasBalances: false)
        let one = PayoutWorld(moves: ["1": ["2026-10-01": [large, payout]]])
        let reading = try await read(one, "2026-10-01").reading
        #expect(reading.rows.map { $0[7] } == ["92233720368547758.07"])
        let two = PayoutWorld(moves: ["1": ["2026-10-01": [large, large, payout]]])
        let error = await #expect(throws: RowError.self) { try await read(two, "2026-10-01") }
        #expect(
            error
                == RowError(
                    row: 2,
                    code: ErrorCode("out-of-range"),
                    message: "an amount of payout 2000001 does not fit into money"
                )
        )
    }

    @Test("the fold keeps the contract of ordered transforms")
    func conformance() async throws {
        let world = Self.world
        let batches = try await ScriptedServer.serve({ world.reply(to: $0) }) { server in
            let stage = try PayoutsStage.payouts()
            let context = try Bench(baseURL: server.baseURL).context("2026-10-01", "2026-10-02")
            var batches: [RecordBatch] = []
            for partition in try await stage.partitions(in: context) {
                var source = stage.pages(of: partition, in: context)
                var decoder: any PageDecoder = stage.makeDecoder()
                while case .page(let page) = try await source.next() {
                    _ = try decoder.decode(page, of: partition) { batches.append($0) }
                }
                _ = try decoder.flush { batches.append($0) }
            }
            return batches
        }
        let rows = RecordBatch.joining(batches, schema: batches[0].schema)
        #expect(try Conformance.breaches(of: PayoutFold(), over: rows) == [])
    }
}

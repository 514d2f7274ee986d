// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Sandbox
@testable import Vipps

@Suite("Old transactions, handles and names of the sandbox")
struct SandboxTransactionTests {
    private static let small = "ledgers=3&entries_per_day=30&page_size=9&today=2026-10-05&v1=on"

    private func read(
        _ settings: String,
        _ stage: any FetchStage,
        _ first: String = "2026-10-01",
        _ last: String = "2026-10-03"
    ) async throws -> WholeReading {
        try await Sandbox.serve(SandboxSettings(query: settings)) { sandbox in
            try await WholeReading(stage, in: Bench(sandbox).context(first, last))
        }
    }

    @Test("captures and refunds are those of funds, in minor and in major units")
    func sameAsFunds() async throws {
        let minor = try await read(Self.small, .transactions())
        let decimals = Self.small.replacing("v1=on", with: "v1=decimals")
        let major = try await read(decimals, .transactions(["amounts": .text("major")]))
        #expect(major.rows == minor.rows && !minor.rows.isEmpty)
        let window = try await read(Self.small, .transactions(["partition": .text("window")]))
        #expect(window.rows == minor.rows.sorted { ($0[0] ?? "") < ($1[0] ?? "") })
        #expect(major.summary.totals == minor.summary.totals)
        let funds = try await read(Self.small, .funds())
        func movements(_ rows: Rows, _ columns: [Int]) -> [[String?]] {
            rows.filter { ["capture", "refund"].contains($0[columns[0]]) }.map { row in
                columns.map { row[$0] }
            }
        }
        // type, reference, date, ledger, recipient, currency, gross amount
        #expect(
            movements(minor.rows, [3, 4, 1, 0, 6, 7, 8])
                == movements(funds.rows, [4, 5, 2, 0, 7, 8, 9])
        )
        #expect(minor.summary.unknownFields == [:])
    }

    @Test("what a payout contains adds up to it")
    func inPayout() async throws {
        let list = try await Sandbox.serve(SandboxSettings(query: Self.small)) { sandbox in
            try await WholeReading(LedgersStage.ledgers(), in: Bench(sandbox).feed())
        }
        let row = try #require(list.rows.first)
        let (ledger, number) = (try #require(row[0]), try #require(row[9]))
        #expect(row[8] == "2000001")
        let reading = try await read(
            Self.small,
            .transactions(["in_payout": .text(number), "ledgers": .texts([ledger])])
        )
        #expect(reading.rows.count > 2 && reading.rows.last?[3] == "payout")
        #expect(reading.summary.totals.values.map { $0 } == [0])
    }

    @Test("gone, as it is today")
    func gone() async throws {
        let error = try await message {
            _ = try await read(Self.small.replacing("v1=on", with: "v1=gone"), .transactions())
        }
        #expect(error.contains("[vipps-transactions-gone]"))
    }

    @Test("each handle leads to its ledger, and older spellings in the answers change nothing")
    func handles() async throws {
        let list = try await Sandbox.serve(SandboxSettings(query: Self.small)) { sandbox in
            try await WholeReading(LedgersStage.ledgers(), in: Bench(sandbox).feed())
        }
        let old = try await Sandbox.serve(
            SandboxSettings(query: Self.small + "&oddities=old-handles")
        ) { sandbox in
            try await WholeReading(LedgersStage.ledgers(), in: Bench(sandbox).feed())
        }
        #expect(old.rows == list.rows && list.rows.count == 3)
        for row in list.rows {
            let handles = HandleList.handles(in: row[6], member: nil)
            #expect(!handles.isEmpty)
            for handle in handles {
                let names = StageOptions.Value.texts([handle])
                let reading = try await read(
                    Self.small + "&oddities=old-handles",
                    .funds(["handles": names, "sales_unit_names": .boolean(true)])
                )
                #expect(Set(reading.rows.map { $0[0] }) == [row[0]])
                let units = Dictionary(grouping: reading.rows) { $0[7] }
                #expect(units.keys.compactMap { $0 }.allSatisfy { handles.contains($0) })
                #expect(units[nil]?.allSatisfy { $0[8] == nil } ?? true)
                #expect(units[handle]?.allSatisfy { $0[8]?.isEmpty == false } == true)
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Vipps

@Suite("vipps.check_ledger")
struct CheckLedgerTests {
    /// An entry as a vendor's answer has it.
    struct Entry {
        var ledger = "418207"
        var topic = "funds"
        var date: Int32 = 20_000
        var time: Int64 = 0
        var type = "capture"
        var amount: Int64? = 0
        var before: Int64? = 0
        var after: Int64? = 0
        var currency = "NOK"

        func changed(_ change: (inout Entry) -> Void) -> Entry {
            var entry = self
            change(&entry)
            return entry
        }
    }

    /// Sound dates of several ledgers, as `vipps.funds` and `vipps.fees` give them one after the other.
    private static func sound(ledgers: [String] = ["418207"], dates: Int32 = 3, reserve: Int64 = 0)
        -> [Entry]
    {
        var entries: [String: [Entry]] = [:]
        var balances: [String: Int64] = [:]
        for date in 20_000..<20_000 + dates {
            for (number, ledger) in ledgers.enumerated() {
                func add(_ topic: String, _ type: String, _ amount: Int64) {
                    let before = balances[ledger + topic] ?? 0
                    balances[ledger + topic] = before + amount
                    entries[topic, default: []].append(
                        Entry(
                            ledger: ledger,
                            topic: topic,
                            date: date,
                            time: Int64(date) * 1_000 + (type == "fees-retained" ? 999 : 0),
                            type: type,
                            amount: amount,
                            before: before,
                            after: before + amount,
                            currency: number % 2 == 0 ? "NOK" : "EUR"
                        )
                    )
                }
                add("funds", "capture", 500_00 + Int64(date))
                add("funds", "refund", -20_00)
                add("fees", "capture-fee", -3_00)
                add("fees", "fees-retained", 3_00)
                add("funds", "fees-retained", -3_00)
                let left = date == 20_000 ? reserve : 0
                add("funds", "payout-scheduled", left - (balances[ledger + "funds"] ?? 0))
            }
        }
        return (entries["funds"] ?? []) + (entries["fees"] ?? [])
    }

    private func batch(_ entries: ArraySlice<Entry>, dictionary: Bool = false) -> RecordBatch {
        func texts(_ values: [String]) -> Column {
            guard dictionary else { return .text(TextArray(values)) }
            let different = Array(Set(values)).sorted()
            let all = TextArray(different)
            let codes = values.map { UInt16(different.firstIndex(of: $0) ?? 0) }
            return .text(TextArray(codes: Values(codes), offsets: all.offsets, bytes: all.bytes))
        }
        func money(_ units: [Int64?]) -> Column {
            let array = Int64Array(units)
            let codes = entries.map { Currency($0.currency)?.code ?? 0 }
            return .money(
                MoneyArray(array.values, .perSlot(Values(codes)), validity: array.validity)
            )
        }
        return RecordBatch(
            schema: Schema(CheckLedgerEntries.fields),
            columns: [
                texts(entries.map(\.ledger)), texts(entries.map(\.topic)),
                .date(Date32Array(entries.map(\.date))),
                .timestamp(TimestampArray(entries.map(\.time))), texts(entries.map(\.type)),
                money(entries.map(\.amount)), money(entries.map(\.before)),
                money(entries.map(\.after)),
            ],
            rowCount: entries.count,
            origin: BatchOrigin(
                partition: "p",
                runs: [.init(firstSlot: 0, page: 1, firstRow: entries.startIndex + 1)]
            )
        )
    }

    private func check(
        level: String = "warn",
        tolerates: [String] = [],
        settlement: String = "net",
        reserve: Bool = false,
        examples: Int = 5
    ) throws -> CheckLedgerTransform {
        try CheckLedgerTransform(
            StageOptions([
                "level": .text(level), "tolerates": .texts(tolerates),
                "settlement": .text(settlement), "reserve": .boolean(reserve),
                "examples": .integer(examples),
            ])
        )
    }

    private func findings(
        _ check: CheckLedgerTransform,
        _ entries: [Entry],
        batchSize: Int = 5,
        dictionary: Bool = false
    ) throws -> [Finding] {
        var check = check
        for start in stride(from: 0, to: entries.count, by: batchSize) {
            let rows = entries[start..<min(start + batchSize, entries.count)]
            _ = try check.apply(batch(rows, dictionary: dictionary))
        }
        return try check.finish()
    }

    /// The rules that are broken with their counts, the same at any batch size and for dictionaries.
    private func counts(
        _ entries: [Entry],
        settlement: String = "net",
        reserve: Bool = false
    ) throws -> [String: Int] {
        let check = try check(settlement: settlement, reserve: reserve)
        let found = try findings(check, entries)
        for size in [1, 2, 7, 1_000] {
            for dictionary in [false, true] {
                let again = try findings(check, entries, batchSize: size, dictionary: dictionary)
                #expect(again == found)
            }
        }
        return Dictionary(uniqueKeysWithValues: found.map { ($0.rule, $0.count) })
    }

    private let two = ["418207", "55"]

    @Test("sound ledgers break nothing, interleaved by date or not, with one topic or both")
    func sound() throws {
        let entries = Self.sound(ledgers: two)
        #expect(try counts(entries) == [:])
        #expect(try counts(entries.filter { $0.topic == "funds" }) == [:])
        #expect(try counts(entries.filter { $0.topic == "fees" }) == [:])
        #expect(try counts(entries.sorted { $0.ledger < $1.ledger }) == [:])
        #expect(try counts([]) == [:])
        #expect(try counts(Self.sound(reserve: 10_00), reserve: true) == [:])
        #expect(try counts(Self.sound(reserve: 10_00)) == ["payout-empties": 1])
    }

    @Test("each rule finds its own break")
    func breaks() throws {
        let sound = Self.sound(ledgers: two)
        func counts(_ index: Int, _ change: (inout Entry) -> Void) throws -> [String: Int] {
            var entries = sound
            change(&entries[index])
            return try self.counts(entries)
        }
        // Entry 0 is the first capture of ledger 418207, 3 its payout, 8 the capture of its second date.
        #expect(try counts(0) { $0.amount = 1 } == ["entry-adds-up": 1, "date-adds-up": 1])
        #expect(try counts(0) { $0.amount = nil } == ["entry-adds-up": 1, "date-adds-up": 1])
        #expect(
            try counts(8) {
                $0.before = 1
                $0.after = 1 + ($0.amount ?? 0)
            } == ["chain": 2, "date-adds-up": 1]
        )
        #expect(try counts(1) { $0.currency = "DKK" } == ["one-currency": 1])
        #expect(try counts(2) { $0.time += 1 } == ["fees-mirrored": 2])
        var late = sound
        late.swapAt(2, 3)
        #expect(
            try self.counts(late)["payout-last"] == 1
        )
        let unpaid = sound.enumerated().filter { $0.offset != 2 }.map(\.element)
        #expect(try self.counts(unpaid) == ["chain": 1, "date-adds-up": 1, "fees-mirrored": 1])
        let negative = [
            Entry(type: "refund", amount: -5, before: 0, after: -5),
            Entry(type: "payout-scheduled", amount: 5, before: -5, after: 0),
        ]
        #expect(try self.counts(negative) == ["no-payout-below-zero": 1])
        #expect(
            try self.counts(sound, settlement: "gross") == ["gross-has-no-retained": 6]
        )
    }

    @Test("random breaks are counted as by hand, at any batch size", arguments: 1...20)
    func sameAsNaive(seed: UInt64) throws {
        var state = seed
        func random(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        var entries = Self.sound(ledgers: two, dates: 5)
        for _ in 0..<random(8) {
            let index = random(entries.count)
            switch random(6) {
            case 0: entries[index].amount = entries[index].amount.map { $0 + 1 }
            case 1: entries[index].before = entries[index].before.map { $0 + 1 }
            case 2: entries[index].after = entries[index].after.map { $0 + 1 }
            case 3: entries[index].currency = "SEK"
            case 4: entries[index].type = "payout-scheduled"
            default: entries.remove(at: index)
            }
        }
        let found = try counts(entries)
        for rule in CheckLedgerRule.allCases where rule != .grossHasNoRetained {
            let expected = naive(rule, entries)
            #expect(found[rule.rawValue] ?? 0 == expected, "\(rule)")
        }
    }

    /// How often a rule is broken, found the slow way.
    private func naive(_ rule: CheckLedgerRule, _ entries: [Entry]) -> Int {
        let accounts = Dictionary(grouping: entries) { $0.ledger + $0.topic }.values
        let dates = Dictionary(grouping: entries) { "\($0.ledger) \($0.topic) \($0.date)" }.values
        let payouts = entries.filter { $0.type == "payout-scheduled" }
        switch rule {
        case .entryAddsUp:
            return entries.count { ($0.before ?? 0) + ($0.amount ?? 0) != $0.after }
        case .chain:
            return accounts.reduce(0) { count, account in
                count + zip(account, account.dropFirst()).count { $0.after != $1.before }
            }
        case .dateAddsUp:
            return dates.count { date in
                let change = (date.last?.after ?? 0) - (date.first?.before ?? 0)
                return date.reduce(0) { $0 + ($1.amount ?? 0) } != change
            }
        case .payoutLast:
            return dates.reduce(0) { count, date in
                let first = date.firstIndex { $0.type == "payout-scheduled" } ?? date.count - 1
                return count + date.count - 1 - first
            }
        case .payoutEmpties: return payouts.count { $0.after != 0 }
        case .noPayoutBelowZero:
            return payouts.count { ($0.amount ?? 0) >= 0 || ($0.before ?? 0) <= 0 }
        case .feesMirrored:
            let fees = entries.filter { $0.type == "fees-retained" }
            let pairs = Dictionary(grouping: fees) { "\($0.ledger) \($0.time)" }.values
            return pairs.count { pair in pair.reduce(0) { $0 + ($1.amount ?? 0) } != 0 }
        case .oneCurrency:
            return Dictionary(grouping: entries, by: \.ledger).values.reduce(0) { count, ledger in
                count + ledger.count { $0.currency != ledger[0].currency }
            }
        case .grossHasNoRetained: return 0
        }
    }

    @Test("findings show the first entries with their places and what was before")
    func examples() throws {
        var entries = Self.sound()
        entries[4].before = 7
        entries[4].after = 7 + (entries[4].amount ?? 0)
        let found = try findings(check(level: "fail", examples: 1), entries)
        #expect(
            found == [
                Finding(
                    .failure,
                    rule: "chain",
                    "in 2 of 18 entries balanceBefore is not the balanceAfter of the entry before",
                    count: 2,
                    examples: [
                        "partition p, page 1, row 5: ledgerId '418207', topic 'funds', ledgerDate 2024-10-05, "
                            + "entryType 'capture', amount 700.01, balanceBefore 0.07, balanceAfter 700.08; "
                            + "the entry before left 0.00"
                    ]
                ),
                Finding(
                    .failure,
                    rule: "date-adds-up",
                    "on 1 of 6 ledger dates the amounts do not add up to the change of the balance",
                    count: 1,
                    examples: ["418207/funds/2024-10-05"]
                ),
            ]
        )
        let tolerant = try check(tolerates: ["chain", "date-adds-up"])
        #expect(try findings(tolerant, entries) == [])
    }

    @Test("it sees all rows, hands them on and keeps its contract")
    func contract() throws {
        let check = try check()
        #expect(check.needsAllRows)
        let rows = batch(Self.sound()[...])
        #expect(try Conformance.breaches(of: check, over: rows) == [])
    }

    @Test("faults, word for word")
    func faults() throws {
        func fault(_ work: () throws -> Void) -> String? {
            do {
                try work()
            } catch let error as PipelineError {
                return "\(error.message) [\(error.code)]\nfix: \(error.fix ?? "")"
            } catch {
                return "\(error)"
            }
            return nil
        }
        #expect(
            fault { _ = try check(tolerates: ["chains"]) } == """
                no rule is called 'chains' [vipps-unknown-rule]
                fix: did you mean 'chain'?
                """
        )
        let fields = CheckLedgerEntries.fields
        let some = Schema(fields.filter { !["time", "topic"].contains($0.name) })
        #expect(
            fault { _ = try check().outputSchema(for: some) } == """
                a check of ledgers needs the columns topic, time, and its input has none of these names \
                [vipps-no-ledger-columns]
                fix: put it right behind vipps.funds or vipps.fees, before columns are dropped or renamed
                """
        )
        let typed = Schema(fields.map { $0.name == "amount" ? Field("amount", .int64) : $0 })
        #expect(
            fault { _ = try check().outputSchema(for: typed) } == """
                a check of ledgers needs 'amount' as money, and here it is int64 [vipps-no-ledger-columns]
                fix: put it right behind vipps.funds or vipps.fees, before columns are changed
                """
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit

@testable import Vipps

/// Ledgers of funds as a test writes them: entry types and amounts by date; balances and references follow.
struct PayoutWorld: Sendable {
    struct Move: Sendable {
        let type: String
        let amount: Int?
        var currency = "NOK"
        var hasBalances = true
        var reference: String?

        static func capture(_ amount: Int) -> Move { Move(type: "capture", amount: amount) }
        static func payout(_ amount: Int, _ type: String = "payout-scheduled") -> Move {
            Move(type: type, amount: -amount)
        }
    }

    /// Moves by date and ledger.
    var moves: [String: [String: [Move]]] = [:]
    /// Dates that say `tryLater`.
    var open: Set<String> = []
    /// Dates of which each entry is a page of its own.
    var isPaged = false
    /// Whether the feed is there.
    var hasFeed = true
    /// The balance that is added out of nowhere before a date.
    var gaps: [String: Int] = [:]

    /// What the script answers.
    func reply(to asked: ScriptedServer.Asked) -> ScriptedServer.Reply? {
        let parts = asked.path.split(separator: "/").map(String.init)
        if asked.path.hasPrefix("/settlement/") {
            let ids = moves.keys.sorted().map { "{\"ledgerId\":\"\($0)\"}" }
            return .json("{\"items\":[\(ids.joined(separator: ","))]}")
        }
        guard parts.count >= 6, parts[0] == "report" else { return nil }
        return parts.last == "feed" ? feed(parts[3]) : date(parts[6], parts[3], asked.query)
    }

    private func date(_ date: String, _ ledger: String, _ query: String) -> ScriptedServer.Reply {
        let entries = entries(of: ledger).filter { $0.date == date }.map(\.text)
        let tryLater = open.contains(date)
        guard isPaged, !entries.isEmpty else {
            return page(entries, "\"hasMore\":false,\"tryLater\":\(tryLater)")
        }
        let place = Int(query.split(separator: "=").last ?? "0") ?? 0
        let hasMore = place < entries.count - 1
        return page(
            [entries[place]],
            "\"hasMore\":\(hasMore),\"tryLater\":\(tryLater)"
                + (hasMore ? ",\"cursor\":\"\(place + 1)\"" : "")
        )
    }

    private func feed(_ ledger: String) -> ScriptedServer.Reply {
        guard hasFeed else { return .init(status: 404, body: "{}") }
        let entries = entries(of: ledger).map(\.text)
        return page(Array(entries.prefix(2)), "\"cursor\":\"x\",\"tryLater\":\(entries.count <= 2)")
    }

    private func page(_ entries: [String], _ flags: String) -> ScriptedServer.Reply {
        .json("{\"items\":[\(entries.joined(separator: ","))],\(flags)}")
    }

    private func entries(of ledger: String) -> [(date: String, text: String)] {
        var entries: [(String, String)] = []
        var balance = 0
        var number = 2_000_000
        for (date, moves) in (moves[ledger] ?? [:]).sorted(by: { $0.key < $1.key }) {
            balance += gaps[date] ?? 0
            for move in moves {
                let isPayout = EntryKind(move.type) == .payout
                number += isPayout ? 1 : 0
                let after = balance &+ (move.amount ?? 0)
                let reference = move.reference ?? (isPayout ? "\(ledger)-\(number)" : "4812")
                entries.append(
                    (
                        date,
                        Entries.entry([
                            "pspReference": "\"\(reference)\"",
                            "time": "\"\(date)T22:00:00.000000Z\"",
                            "ledgerDate": "\"\(date)\"", "entryType": "\"\(move.type)\"",
                            "reference": isPayout ? "\"Utb. \(number)\"" : "null",
                            "currency": "\"\(move.currency)\"",
                            "amount": move.amount.map(String.init) ?? "null",
                            "balanceBefore": move.hasBalances ? "\(balance)" : "null",
                            "balanceAfter": move.hasBalances ? "\(after)" : "null",
                        ])
                    )
                )
                balance = after
            }
        }
        return entries
    }
}

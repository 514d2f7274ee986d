// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// What has become of `GET /report/v1/ledgertransactions`.
package enum TransactionsV1: String, Sendable, CaseIterable {
    /// 410, as since May 2024.
    case gone
    /// It answers, with amounts in minor units.
    case on
    /// It answers, with amounts as the guide of 2023 shows them: `249.00`.
    case decimals
}

extension SandboxService {
    /// More rows than this are never on a page.
    private static let longestPage = 1_000

    /// `GET /report/v1/ledgertransactions`.
    func transactions(_ request: SandboxRequest) async throws -> Answer {
        let id = identifier(of: request)
        guard settings.v1 != .gone else { return .transactionsGone(id: id) }
        let query = request.query
        let readable: [Ledger]
        do { readable = try readableLedgers(request) } catch { return error.answer }
        guard let ledgerID = query["ledgerId"], !ledgerID.isEmpty else {
            return .invalid("Missing ledgerId", id: id)
        }
        guard let ledger = readable.first(where: { $0.id == ledgerID }) else {
            return Answer(.ok, .json, #"{"cursor":"","items":[]}"#)
        }
        let seal = CursorSeal(transactionsOf: ledger)
        let range: TransactionRange?
        do { range = try transactionRange(of: query, ledger, seal) } catch {
            return .invalid("Invalid \(error.parameter)", id: id)
        }
        let page = try await pages.transactions(
            of: ledger,
            range,
            limit: min(settings.pageSize, Self.longestPage)
        )
        let cursor = page.next.map { seal.cursor($0.number) } ?? ""
        let items = page.rows.joined(separator: ",")
        return Answer(.ok, .json, "{\"cursor\":\"\(cursor)\",\"items\":[\(items)]}")
    }

    /// Nil for a range in which nothing can be.
    private func transactionRange(
        of query: [String: String],
        _ ledger: Ledger,
        _ seal: CursorSeal
    ) throws(UnreadableParameter) -> TransactionRange? {
        if let cursor = query["cursor"], !cursor.isEmpty {
            guard let number = seal.position(cursor) else {
                throw UnreadableParameter(parameter: "cursor")
            }
            return TransactionRange(number: number)
        }
        let lastClosed = clock.currentDate(in: ledger.country).advanced(by: -1)
        let days = LedgerDays(ledger: ledger, entriesPerDay: settings.entriesPerDay)
        var filter = TransactionFilter(days: days, lastClosed: lastClosed)
        try filter.read(query)
        return filter.range(withoutFilterFrom: firstDate(of: ledger))
    }
}

extension Answer {
    fileprivate static func transactionsGone(id: String) -> Answer {
        let detail =
            "This endpoint was removed in May 2024. "
            + "Use GET /report/v2/ledgers/{ledgerId}/{topic}/dates/{ledgerDate}."
        return problem(.gone, "Gone", detail, id: id)
    }
}

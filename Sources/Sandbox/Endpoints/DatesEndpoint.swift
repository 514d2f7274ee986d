// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension SandboxService {
    /// `GET /report/v2/ledgers/{ledgerId}/{topic}/dates/{ledgerDate}`.
    func ledgerDate(_ request: SandboxRequest, path: DatesPath) async throws -> Answer {
        let entries: EntriesRequest
        do {
            entries = try entriesRequest(
                request,
                ledgerID: path.ledgerID,
                topic: path.topic,
                date: path.date
            )
        } catch { return error.answer }
        guard let date = entries.date else { return .noSuchPath(id: identifier(of: request)) }
        let ledger = entries.ledger
        let cursors = CursorSeal(ledger: ledger, topic: entries.topic, date: date)
        guard let first = cursors.position(entries.cursor) else {
            return .invalid("Invalid cursor", id: identifier(of: request))
        }
        let openAt = openInstant(of: date, entries.ledger)
        guard openAt == nil || !entries.oddities.contains(.open404) else {
            return .reportNotAvailable(id: identifier(of: request))
        }
        let page = PageKey(
            source: .date,
            ledger: ledger.index,
            oddities: ledger.oddities,
            topic: entries.topic,
            date: date,
            first: first,
            includesPersonalData: entries.includesPersonalData,
            openAt: openAt,
            isOpen: openAt != nil || isInOpenPeriod(date, ledger)
        )
        var answer = Answer(.ok, .json, try await pages.page(page, of: ledger, cursors))
        answer.headers[.feedPageSize] = String(settings.pageSize)
        return answer
    }

    /// The instant until which entries of a date are shown; nil for closed dates.
    private func openInstant(of date: SandboxDate, _ ledger: Ledger) -> Int64? {
        guard let instant = clock.openInstant(of: date, in: ledger.country) else {
            let isLate = date.advanced(by: 2) >= clock.currentDate(in: ledger.country)
            guard isLate, ledger.oddities.contains(.lateClosing) else { return nil }
            return ledger.country.midnight(of: date.advanced(by: 1))
        }
        return ledger.oddities.contains(.openEmpty) ? ledger.country.midnight(of: date) : instant
    }

    /// Whether a date waits for its payout, where that keeps it open.
    private func isInOpenPeriod(_ date: SandboxDate, _ ledger: Ledger) -> Bool {
        guard ledger.oddities.contains(.openPeriod), date >= ledger.start else { return false }
        let days = LedgerDays(ledger: ledger, entriesPerDay: settings.entriesPerDay)
        guard let payoutDate = days.payoutDate(from: date) else { return true }
        return clock.openInstant(of: payoutDate, in: ledger.country) != nil
    }
}

/// The variable parts of the endpoint's path.
struct DatesPath {
    let ledgerID: String
    let topic: String
    let date: String
}

extension Answer {
    /// Up to 2023, a date that is still open.
    fileprivate static func reportNotAvailable(id: String) -> Answer {
        let detail = "The report for this date is not available yet"
        return problem(.notFound, "Not found", detail, id: id)
    }
}

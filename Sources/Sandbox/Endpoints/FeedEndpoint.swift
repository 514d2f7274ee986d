// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension SandboxService {
    /// `GET /report/v2/ledgers/{ledgerId}/{topic}/feed`.
    func feed(_ request: SandboxRequest, path: FeedPath) async throws -> Answer {
        let entries: EntriesRequest
        do {
            entries = try entriesRequest(
                request,
                ledgerID: path.ledgerID,
                topic: path.topic,
                date: nil
            )
        } catch { return error.answer }
        let cursors = CursorSeal(feedOf: entries.ledger, topic: entries.topic)
        guard let number = cursors.position(entries.cursor) else {
            return .invalid("Invalid cursor", id: identifier(of: request))
        }
        let position =
            entries.cursor.isEmpty
            ? FeedPosition(date: firstDate(of: entries.ledger)) : FeedPosition(number: number)
        let feed = FeedRequest(
            ledger: entries.ledger,
            topic: entries.topic,
            position: position,
            includesPersonalData: entries.includesPersonalData,
            clock: clock
        )
        var answer = Answer(.ok, .json, try await pages.feedPage(feed, cursors))
        answer.headers[.feedPageSize] = String(settings.pageSize)
        return answer
    }

    /// The oldest date that is not asked for by its name.
    func firstDate(of ledger: Ledger) -> SandboxDate {
        let first = settings.feedStart ?? clock.currentDate(in: ledger.country).advanced(by: -31)
        return max(first, ledger.start)
    }
}

/// The variable parts of the endpoint's path.
struct FeedPath {
    let ledgerID: String
    let topic: String
}

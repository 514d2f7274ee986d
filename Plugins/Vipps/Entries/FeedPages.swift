// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The pages of one topic's feed, from a cursor to where the feed ends for now.
///
/// | answer | means |
/// | --- | --- |
/// | another cursor, no `tryLater` | rows or none; go on at once |
/// | another cursor, `tryLater` | rows or none; the end for now, the next run goes on there |
/// | the same cursor, `tryLater` | the end for now; whatever rows came will come again behind that cursor |
/// | the same cursor, no `tryLater` | asked again, and a fault the third time in a row |
/// | a cursor of further back | a fault: it would give rows twice |
/// | no cursor | a fault: without one every row would come again |
/// | 404 at the beginning | no rows, and a warning: the ledger stands on the list, so its feed may come |
/// | 404 after a page | a fault: the rest of the feed is missing |
///
/// Rows are taken only from an answer that moves the cursor, so that each is taken in the run that moves past it.
///
/// - Source: The vendor's Report API guide, feed.
struct FeedPages: PageSource {
    private static let attemptLimit = 3

    private let connection: VippsConnection
    private let ledger: String
    private let topic: LedgerTopic
    private let withPersonalData: Bool
    private let findings: FindingLog
    private var trail: CursorTrail
    private var pageCount = 0
    private var attemptCount = 0
    private var end: PageStep?

    /// Begins where the last committed run ended; without a cursor at the first entry of the ledger.
    init(
        ledger: String,
        topic: LedgerTopic,
        from cursor: String?,
        withPersonalData: Bool,
        connection: VippsConnection,
        findings: FindingLog
    ) {
        self.ledger = ledger
        self.topic = topic
        self.withPersonalData = withPersonalData
        self.connection = connection
        self.findings = findings
        trail = CursorTrail(from: cursor)
    }

    mutating func next() async throws -> PageStep {
        while true {
            if let end { return end }
            guard let page = try await ask() else { return try endWithoutFeed() }
            if try take(page) {
                pageCount += 1
                return .page(page)
            }
        }
    }

    /// The next page; nil if there is no such feed.
    private func ask() async throws -> Page? {
        let answer = try await connection.get(
            "/report/v2/ledgers/\(ledger)/\(topic.rawValue)/feed",
            query: [
                ("cursor", trail.last),
                ("includeGDPRSensitiveData", withPersonalData ? "true" : nil),
            ],
            acceptedStatuses: [404]
        )
        guard answer.status != 404 else { return nil }
        return Page(bytes: answer.body, number: pageCount + 1)
    }

    private func endWithoutFeed() throws -> PageStep {
        guard pageCount == 0 else { throw VippsFault.vanishedFeed(page: pageCount + 1) }
        findings.add(VippsFinding.feedNotFound(name))
        return trail.last.map { .endOfFeed(cursor: $0) } ?? .end(.final)
    }

    private var name: String { "\(ledger)/\(topic.rawValue)" }

    /// Follows what the page says; false if its rows are not to be taken.
    private mutating func take(_ page: Page) throws -> Bool {
        let envelope = try PageEnvelope(page)
        guard let cursor = envelope.cursor else {
            throw VippsFault.missingFeedCursor(page: page.number)
        }
        if envelope.tryLater { end = .endOfFeed(cursor: cursor) }
        guard cursor == trail.last else {
            attemptCount = 0
            try trail.follow(cursor, page: page.number)
            return true
        }
        if envelope.tryLater {
            try noteRowsHeldBack(in: page)
        } else {
            attemptCount += 1
            guard attemptCount < Self.attemptLimit else {
                throw VippsFault.stuckFeed(page: page.number, attemptCount: attemptCount)
            }
        }
        return false
    }

    private func noteRowsHeldBack(in page: Page) throws {
        let count = try page.document()["items"]?.elements?.count ?? 0
        if count > 0 {
            findings.add(VippsFinding.heldBack(count, feed: name))
        }
    }
}

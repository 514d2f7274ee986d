// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// One topic of a ledger: an account of its own.
enum LedgerTopic: String, Sendable {
    case funds
    case fees
}

/// The pages of one ledger date, read from its beginning.
///
/// | answer | means |
/// | --- | --- |
/// | `hasMore` | go on with the cursor, whatever `tryLater` says |
/// | no `hasMore`, no `tryLater` | complete and final, rows or none |
/// | no `hasMore`, `tryLater` | still open: provisional |
/// | 404 | open without rows: the ledger stands on the list, so only the date is not there yet |
/// | 404 after a page | a fault: the rest of the date is missing |
///
/// - Source: The vendor's Report API guide.
struct LedgerDatePages: PageSource {
    private let connection: VippsConnection
    private let path: HTTPPath
    private let withPersonalData: Bool
    private let priority: Int
    private var trail = CursorTrail()
    private var pageCount = 0
    private var finality: Finality?

    init(
        ledger: String,
        topic: LedgerTopic,
        date: CalendarDate,
        withPersonalData: Bool,
        connection: VippsConnection
    ) {
        self.connection = connection
        self.withPersonalData = withPersonalData
        path = "/report/v2/ledgers/\(ledger)/\(topic.rawValue)/dates/\(date.description)"
        priority = Int(date.daysSinceEpoch)
    }

    mutating func next() async throws -> PageStep {
        if let finality { return .end(finality) }
        let answer = try await connection.get(
            path,
            query: [
                ("cursor", trail.last),
                ("includeGDPRSensitiveData", withPersonalData ? "true" : nil),
            ],
            priority: priority,
            acceptedStatuses: [404]
        )
        guard answer.status != 404 else {
            // A date that goes away while it is read is not an open one: its rows would be lost.
            guard pageCount == 0 else { throw VippsFault.vanishedDate(page: pageCount + 1) }
            return .end(.provisional)
        }
        pageCount += 1
        let page = Page(bytes: answer.body, number: pageCount)
        try follow(try PageEnvelope(page))
        return .page(page)
    }

    private mutating func follow(_ envelope: PageEnvelope) throws {
        guard envelope.hasMore else {
            finality = envelope.tryLater ? .provisional : .final
            return
        }
        guard let next = envelope.cursor else { throw VippsFault.missingCursor(page: pageCount) }
        try trail.follow(next, page: pageCount)
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The pages of transactions of one ledger, ended by an empty or missing cursor.
///
/// An answer does not tell whether more may come. A date has its data some time after it has ended, so it is final
/// once it has been over for half a day, by UTC; what a payout names is final at once.
///
/// - Source: The vendor's Report API guide of 2023: data after the date, reports by noon.
struct TransactionPages: PageSource {
    private static let secondsUntilFinal = 12 * 3_600

    private let connection: VippsConnection
    private let ledger: String
    private let selection: TransactionSelection
    private let finality: Finality
    private var trail = CursorTrail()
    private var pageCount = 0
    private var hasMore = true

    init(ledger: String, _ selection: TransactionSelection, connection: VippsConnection) {
        self.ledger = ledger
        self.selection = selection
        self.connection = connection
        let date = selection.lastDate?.daysSinceEpoch ?? .min
        let finalDays = (connection.unixSeconds - Self.secondsUntilFinal) / 86_400
        finality = Int(date) < finalDays ? .final : .provisional
    }

    mutating func next() async throws -> PageStep {
        guard hasMore else { return .end(finality) }
        // With a cursor only the ledger is needed beside it: the cursor knows the rest.
        let answer = try await connection.get(
            "/report/v1/ledgertransactions",
            query: [("ledgerId", ledger)]
                + (trail.last.map { [("cursor", $0)] } ?? selection.query),
            priority: Int(selection.date?.daysSinceEpoch ?? 0),
            acceptedStatuses: [410]
        )
        guard answer.status != 410 else { throw VippsFault.transactionsGone }
        pageCount += 1
        let page = Page(bytes: answer.body, number: pageCount)
        let cursor = try PageEnvelope(page).cursor
        if let cursor { try trail.follow(cursor, page: pageCount) }
        hasMore = cursor != nil
        return .page(page)
    }
}

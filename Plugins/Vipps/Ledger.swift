// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The part of a ledger's description that choosing and reading ledgers needs.
struct Ledger: Sendable, Hashable {
    let id: String

    /// Reads the ledgers of one page of the list.
    ///
    /// - Source: The vendor's Report API guide.
    static func list(in page: Page) throws -> [Ledger] {
        guard let items = try document(page)["items"]?.elements else {
            throw VippsFault.missingMember("items", page: page.number)
        }
        return try items.enumerated().map { position, item in
            guard let id = item["ledgerId"]?.text else {
                throw VippsFault.missingMember("items[\(position)].ledgerId", page: page.number)
            }
            return Ledger(id: id)
        }
    }

    private static func document(_ page: Page) throws -> JSONDocument {
        let bytes = try page.load()
        do {
            return try JSONDocument(parsing: bytes)
        } catch {
            throw error.placed(in: DataPlace(page: page.number))
        }
    }
}

extension VippsConnection {
    /// All ledgers that the keys reach.
    func ledgers() async throws -> [Ledger] {
        guard keyType.readsLedgers else { throw VippsFault.cannotReadLedgers(keyType) }
        var source = LedgerPages(connection: self)
        var ledgers: [Ledger] = []
        while case .page(let page) = try await source.next() {
            ledgers += try Ledger.list(in: page)
        }
        return ledgers
    }
}

/// The pages of the list of ledgers, ended by an empty or missing cursor.
///
/// - Source: The vendor's Report API guide.
struct LedgerPages: PageSource {
    private let connection: VippsConnection
    private var trail = CursorTrail()
    private var pageCount = 0
    private var hasMore = true

    init(connection: VippsConnection) {
        self.connection = connection
    }

    mutating func next() async throws -> PageStep {
        guard hasMore else { return .end(.final) }
        let answer = try await connection.get(
            "/settlement/v1/ledgers",
            query: [("cursor", trail.last)],
            priority: .min + 1
        )
        pageCount += 1
        let page = Page(bytes: answer.body, number: pageCount)
        let cursor = try PageEnvelope(page).cursor
        if let cursor { try trail.follow(cursor, page: pageCount) }
        hasMore = cursor != nil
        return .page(page)
    }
}

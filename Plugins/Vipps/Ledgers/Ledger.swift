// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The part of a ledger's description that choosing and reading ledgers needs.
struct Ledger: Sendable, Hashable {
    let id: String
    /// The sales units that it settles for, in the latest spelling.
    var handles: Set<String> = []
    /// The names of sales units by handle, as far as the list tells them.
    var unitNames: [String: String] = [:]

    /// Reads the ledgers of one page of the list.
    ///
    /// - Source: The vendor's Report API guide.
    static func list(in page: Page) throws -> [Ledger] {
        guard let items = try page.document()["items"]?.elements else {
            throw VippsFault.missingMember("items", page: page.number)
        }
        return try items.enumerated().map { position, item in
            guard let id = item["ledgerId"]?.text else {
                throw VippsFault.missingMember("items[\(position)].ledgerId", page: page.number)
            }
            return Ledger(id: id, item)
        }
    }

    init(id: String, _ item: JSONDocument) {
        self.id = id
        for handle in item["settlesForRecipientHandles"]?.elements ?? [] {
            if let text = handle.text { handles.insert(RecipientHandle.normalized(text)) }
        }
        for unit in item["salesUnits"]?.elements ?? [] {
            guard let text = unit["recipientHandle"]?.text else { continue }
            let handle = RecipientHandle.normalized(text)
            handles.insert(handle)
            unitNames[handle] = unit["name"]?.text
        }
    }
}

extension Page {
    /// The page as a tree, for lists and single looks.
    ///
    /// - Throws: `malformed-json`, naming page and byte.
    func document() throws -> JSONDocument {
        let bytes = try load()
        do {
            return try JSONDocument(parsing: bytes)
        } catch {
            throw error.placed(in: DataPlace(page: number))
        }
    }
}

extension VippsConnection {
    /// The ledgers that the keys reach, in the order of the list; only those that settle for `handle`, in its latest
    /// spelling, if the server knows how to choose.
    func ledgers(settlingFor handle: String? = nil) async throws -> [Ledger] {
        try checkReadsLedgers()
        var source = LedgerPages(settlingFor: handle, connection: self)
        var ledgers: [Ledger] = []
        while case .page(let page) = try await source.next() {
            ledgers += try Ledger.list(in: page)
        }
        return ledgers
    }

    /// - Throws: `vipps-keys-cannot-reach` for keys that no ledger can be read with.
    func checkReadsLedgers() throws {
        guard keyType.readsLedgers else { throw VippsFault.cannotReadLedgers(keyType) }
    }
}

/// The pages of the list of ledgers, ended by an empty or missing cursor.
///
/// - Source: The vendor's Report API guide.
struct LedgerPages: PageSource {
    private let handle: String?
    private let connection: VippsConnection
    private var trail = CursorTrail()
    private var pageCount = 0
    private var hasMore = true

    init(settlingFor handle: String?, connection: VippsConnection) {
        self.handle = handle
        self.connection = connection
    }

    mutating func next() async throws -> PageStep {
        guard hasMore else { return .end(.final) }
        // With a cursor no other parameter is needed: the cursor knows the filter.
        let answer = try await connection.get(
            "/settlement/v1/ledgers",
            query: [
                ("settlesForRecipientHandles", trail.last == nil ? handle : nil),
                ("cursor", trail.last),
            ],
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

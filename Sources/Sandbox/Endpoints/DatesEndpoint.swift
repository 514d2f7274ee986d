// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension SandboxService {
    /// `GET /report/v2/ledgers/{ledgerId}/{topic}/dates/{ledgerDate}`.
    func ledgerDate(_ request: SandboxRequest, path: DatesPath) async throws -> Answer {
        let id = identifier(of: request)
        let readable: [Ledger]
        switch access(request) {
        case .granted(let ledgers): readable = ledgers
        case .refused(let answer): return answer
        }
        guard let topic = Topic(rawValue: path.topic.lowercased()) else {
            return .invalid("Invalid topic: use funds or fees", id: id)
        }
        guard let date = SandboxDate(path.date) else {
            return .invalid("Invalid ledgerDate: use YYYY-MM-DD", id: id)
        }
        let query = request.query
        let flag = query["includeGDPRSensitiveData"]?.lowercased() ?? "false"
        guard ["true", "false"].contains(flag) else {
            return .invalid("Invalid includeGDPRSensitiveData: use true or false", id: id)
        }
        guard let ledger = readable.first(where: { $0.id == path.ledgerID }) else {
            return .noSuchLedger(id: id)
        }
        let cursors = CursorSeal(ledger: ledger, topic: topic, date: date)
        guard let first = cursors.position(query["cursor"] ?? "") else {
            return .invalid("Invalid cursor", id: id)
        }
        let page = PageKey(
            ledger: ledger.index,
            topic: topic,
            date: date,
            first: first,
            includesPersonalData: flag == "true",
            openAt: clock.openInstant(of: date, in: ledger.country)
        )
        var answer = Answer(.ok, .json, try await pages.page(page, of: ledger, cursors))
        answer.headers[.feedPageSize] = String(settings.pageSize)
        return answer
    }
}

/// The variable parts of the endpoint's path.
struct DatesPath {
    let ledgerID: String
    let topic: String
    let date: String
}

/// Makes and reads the cursors of one ledger, topic and date; they open nothing else.
struct CursorSeal: Sendable {
    private let key: RandomKey

    init(ledger: Ledger, topic: Topic, date: SandboxDate) {
        key = ledger.key.child(topic == .funds ? 7 : 8).child(date.days)
    }

    func cursor(_ position: Int) -> String {
        let bytes = [UInt64(position) ^ key.word, key.childWord(position)].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
        }
        return Base64.encoded(bytes)
    }

    /// The place of a page's first entry; 0 without a cursor, nil for a cursor of anything else.
    func position(_ cursor: String) -> Int? {
        guard !cursor.isEmpty else { return 0 }
        guard let bytes = Base64.decoded(cursor), bytes.count == 16 else { return nil }
        let word = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let position = Int(exactly: word ^ key.word), self.cursor(position) == cursor else {
            return nil
        }
        return position
    }
}

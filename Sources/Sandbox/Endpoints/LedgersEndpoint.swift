// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension SandboxService {
    /// Ledgers per page.
    private static let ledgersPerPage = 100

    /// `GET /settlement/v1/ledgers`.
    func ledgerList(_ request: SandboxRequest) -> Answer {
        let readable: [Ledger]
        switch access(request) {
        case .granted(let ledgers): readable = ledgers
        case .refused(let answer): return answer
        }
        guard let position = ListPosition(request.query) else {
            return .invalid("Invalid cursor", id: identifier(of: request))
        }
        let left = readable.filter { ledger in
            (Int(ledger.id) ?? 0) > position.after
                && position.handle.map { ledger.settles(forHandle: $0) } ?? true
        }
        let page = left.prefix(Self.ledgersPerPage)
        let next = ListPosition(
            after: page.last.flatMap { Int($0.id) } ?? 0,
            handle: position.handle
        )
        let cursor = left.count > page.count ? next.cursor : ""
        let items = page.map(\.json).joined(separator: ",")
        return Answer(.ok, .json, "{\"items\":[\(items)],\"cursor\":\"\(cursor)\"}")
    }
}

/// A place in the list of ledgers, with the filter that came with the first request.
struct ListPosition {
    let after: Int
    let handle: String?

    init(after: Int, handle: String?) {
        self.after = after
        self.handle = handle
    }

    /// Reads the query; nil for a cursor that this server did not make.
    init?(_ query: [String: String]) {
        guard let cursor = query["cursor"], !cursor.isEmpty else {
            self.init(after: 0, handle: query["settlesForRecipientHandles"])
            return
        }
        guard let bytes = Base64.decoded(cursor) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        let cut = text.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
        guard cut.count >= 5, let after = Int(cut[3]) else { return nil }
        self.init(after: after, handle: cut.count > 7 ? cut[7] : nil)
        guard self.cursor == cursor else { return nil }
    }

    var cursor: String {
        let handle = handle.map { JSONText.quoted($0) } ?? "null"
        let text = "{\"afterLedgerId\":\"\(after)\",\"settlesForRecipientHandles\":\(handle)}"
        return Base64.encoded(Array(text.utf8))
    }
}

extension Ledger {
    /// Whether one of the ledger's sales units has this handle, in any of its spellings:
    /// `api:718204`, `msn/718204`, `NO:61234`, `nor:61234`, `no/61234`.
    func settles(forHandle handle: String) -> Bool {
        let cut = handle.split(maxSplits: 1) { $0 == ":" || $0 == "/" }.map(String.init)
        guard cut.count == 2 else { return false }
        let prefixes = { (unit: SalesUnit) in
            unit.isVMNumber ? country.olderCodes : ["api", "msn"]
        }
        return units.contains { unit in
            unit.number == cut[1] && prefixes(unit).contains(cut[0].lowercased())
        }
    }

    /// The ledger as the list shows it.
    var json: String {
        let handles = units.map { JSONText.quoted($0.handle) }.joined(separator: ",")
        let salesUnits = units.map { unit in
            """
            {"name":\(JSONText.quoted(unit.name)),"recipientHandle":"\(unit.handle)",\
            "businessIdentifier":{"scheme":"\(owner.scheme)","id":"\(owner.id)"}}
            """
        }
        return """
            {"ledgerId":"\(id)","currency":"\(country.currency)",\
            "payoutBankAccount":{"scheme":"\(bankAccount.scheme)","id":"\(bankAccount.id)"},\
            "owner":{"scheme":"\(owner.scheme)","id":"\(owner.id)"},\
            "settlesForRecipientHandles":[\(handles)],\
            "salesUnits":[\(salesUnits.joined(separator: ","))]}
            """
    }
}

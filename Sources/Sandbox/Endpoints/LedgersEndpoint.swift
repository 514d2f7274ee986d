// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension SandboxService {
    /// `GET /settlement/v1/ledgers`.
    func ledgerList(_ request: SandboxRequest) -> Answer {
        let readable: [Ledger]
        let oddities: Oddities
        do {
            readable = try readableLedgers(request)
            oddities = try self.oddities(request).everywhere
        } catch { return error.answer }
        guard let position = ListPosition(request.query) else {
            return .invalid("Invalid cursor", id: identifier(of: request))
        }
        let left = readable.filter { ledger in
            (Int(ledger.id) ?? 0) > position.after
                && position.handle.map { ledger.settles(forHandle: $0) } ?? true
        }
        let page = left.prefix(settings.ledgerPageSize)
        let next = ListPosition(
            after: page.last.flatMap { Int($0.id) } ?? 0,
            handle: position.handle
        )
        let cursor = left.count > page.count ? next.cursor : nil
        let items = page.map { $0.json(payouts: payoutNumbers(of: $0)) }.joined(separator: ",")
        return Answer(.ok, .json, "{\"items\":[\(items)]\(Self.member(cursor, oddities))}")
    }

    /// The member that leads to the next page, or what stands there on the last one.
    private static func member(_ cursor: String?, _ oddities: Oddities) -> String {
        if let cursor { return ",\"cursor\":\"\(cursor)\"" }
        if oddities.contains(.ledgersMissingCursor) { return "" }
        return oddities.contains(.ledgersNullCursor) ? ",\"cursor\":null" : ",\"cursor\":\"\""
    }

    /// The members `firstPayout` and `lastPayout`; nil where they are not shown.
    private func payoutNumbers(of ledger: Ledger) -> String? {
        guard settings.v1 != .gone || ledger.oddities.contains(.ledgersFirstPayout) else {
            return nil
        }
        let days = LedgerDays(ledger: ledger, entriesPerDay: settings.entriesPerDay)
        let yesterday = clock.currentDate(in: ledger.country).advanced(by: -1)
        let last = yesterday < ledger.start ? 2_000_000 : days.payoutNumber(yesterday)
        guard last > 2_000_000 else { return "\"firstPayout\":null,\"lastPayout\":null" }
        return "\"firstPayout\":\"2000001\",\"lastPayout\":\"\(last)\""
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
    var json: String { json(payouts: nil) }

    /// The same with the members that list its payouts.
    func json(payouts: String?) -> String {
        let handles = units.map { JSONText.quoted($0.handle) }.joined(separator: ",")
        var members = ["\"ledgerId\":\"\(id)\""]
        if !oddities.contains(.ledgersNoCurrency) {
            members.append("\"currency\":\"\(country.currency)\"")
        }
        members += [
            """
            "payoutBankAccount":{"scheme":"\(bankAccount.scheme)","id":"\(bankAccount.id)"}
            """,
            "\"owner\":{\"scheme\":\"\(owner.scheme)\",\"id\":\"\(owner.id)\"}",
            "\"settlesForRecipientHandles\":[\(handles)]",
        ]
        if let payouts { members.append(payouts) }
        if !oddities.contains(.ledgersNoSalesUnits) { members.append(salesUnitsMember) }
        if oddities.contains(.unknownFields) {
            members.append("\"settlementCycle\":{\"days\":[1]}")
        }
        if oddities.contains(.keyOrder) { members.reverse() }
        return "{\(members.joined(separator: ","))}"
    }

    private var salesUnitsMember: String {
        let salesUnits = units.map { unit in
            """
            {"name":\(JSONText.quoted(unit.name)),"recipientHandle":"\(unit.handle)",\
            "businessIdentifier":{"scheme":"\(owner.scheme)","id":"\(owner.id)"}}
            """
        }
        return "\"salesUnits\":[\(salesUnits.joined(separator: ","))]"
    }
}

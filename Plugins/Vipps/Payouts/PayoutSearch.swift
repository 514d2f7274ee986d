// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Finds where the period of a ledger's first payout in a window begins: the date after the payout before.
///
/// The dates before the window are looked through one by one. After a week without a payout it pays to know whether
/// there is one in the window at all, since only then its period matters, and on which date the ledger begins.
///
/// - Source: The vendor's Report API guide: a payout's period is the dates since the payout before.
struct PayoutSearch: Sendable {
    /// How many dates are looked through before anything else is asked.
    private static let freeDayCount = 7
    /// The vendor has no data from before.
    ///
    /// - Source: The vendor's Report API FAQ: from May 2020.
    private static let historyStart = CalendarDate(daysSinceEpoch: 18_383)

    private let ledger: String
    private let window: DateWindow
    private let connection: VippsConnection

    /// Where reading a ledger begins.
    struct Start: Sendable {
        /// The first date to read.
        let date: CalendarDate
        /// Whether a payout stands before it, so that the period begins there even if no entry does.
        let isBehindPayout: Bool
    }

    /// Where to begin, by the ledger's id.
    static func starts(
        of ledgers: [Ledger],
        before window: DateWindow,
        _ connection: VippsConnection
    ) async throws -> [String: Start] {
        try await withThrowingTaskGroup(of: (String, Start).self) { group in
            for ledger in ledgers {
                let search = PayoutSearch(
                    ledger: ledger.id,
                    window: window,
                    connection: connection
                )
                group.addTask { (ledger.id, try await search.start()) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private func start() async throws -> Start {
        var earliest = Self.historyStart
        var earliestEntry: CalendarDate?
        var date = window.first
        while date > earliest {
            if date == window.first.advanced(by: -Self.freeDayCount) {
                guard try await windowHasPayout() else {
                    return Start(date: window.first, isBehindPayout: false)
                }
                earliest = max(earliest, try await firstLedgerDate(notAfter: earliestEntry))
                guard date > earliest else { break }
            }
            date = date.advanced(by: -1)
            let trace = try await trace(of: date)
            if trace.hasEntries { earliestEntry = date }
            switch trace.payout {
            case .none: break
            case .last: return Start(date: date.advanced(by: 1), isBehindPayout: true)
            case .followed: return Start(date: date, isBehindPayout: true)
            }
        }
        return Start(date: min(earliest, window.first), isBehindPayout: false)
    }

    private func windowHasPayout() async throws -> Bool {
        for date in window.days where try await trace(of: date).payout != .none { return true }
        return false
    }

    private func trace(of date: CalendarDate) async throws -> PayoutTrace {
        var source = LedgerDatePages(
            ledger: ledger,
            topic: .funds,
            date: date,
            withPersonalData: false,
            connection: connection
        )
        var trace = PayoutTrace()
        while case .page(let page) = try await source.next() { try trace.look(through: page) }
        return trace
    }

    /// The date on which the ledger begins, as its feed tells: with an entry from balance zero, and not after a date
    /// that is known to have entries.
    ///
    /// It is the start of all data if the feed does not tell, and the end of the window if the ledger has no entries.
    private func firstLedgerDate(notAfter known: CalendarDate?) async throws -> CalendarDate {
        guard let first = try await firstEntry() else {
            return known == nil ? window.last : Self.historyStart
        }
        guard first["balanceBefore"] == .number("0"),
            let date = first["ledgerDate"]?.text.flatMap({ CalendarDate(iso: $0) }),
            known.map({ date <= $0 }) ?? true
        else { return Self.historyStart }
        return date
    }

    /// The first entry of the feed; nil if it has none, null if there is no feed.
    private func firstEntry() async throws -> JSONDocument? {
        var trail = CursorTrail()
        var pageCount = 0
        while true {
            let answer = try await connection.get(
                "/report/v2/ledgers/\(ledger)/funds/feed",
                query: [("cursor", trail.last)],
                acceptedStatuses: [404, 410]
            )
            guard answer.status < 300 else { return .null }
            pageCount += 1
            let page = Page(bytes: answer.body, number: pageCount)
            if let first = try page.document()["items"]?.elements?.first { return first }
            let envelope = try PageEnvelope(page)
            guard !envelope.tryLater, let cursor = envelope.cursor else { return nil }
            try trail.follow(cursor, page: pageCount)
        }
    }
}

/// What has been seen on a ledger date, page by page.
struct PayoutTrace: Sendable {
    enum Payout: Sendable {
        case none
        /// There is one, and nothing behind it.
        case last
        /// There is one, and entries behind it.
        case followed
    }

    private(set) var payout = Payout.none
    private(set) var hasEntries = false

    /// Looks through the next page of the date.
    ///
    /// Pages without the word are not parsed: every name of a payout has it in it.
    mutating func look(through page: Page) throws {
        let bytes = try page.load()
        if !hasEntries { hasEntries = bytes.contains("entryType") }
        guard payout != .none || bytes.contains("payout") else { return }
        for item in try page.document()["items"]?.elements ?? [] {
            if EntryKind(item["entryType"]?.text) == .payout {
                payout = .last
            } else if payout == .last {
                payout = .followed
            }
        }
    }
}

extension Bytes {
    /// Whether a word stands anywhere among the bytes.
    fileprivate func contains(_ word: StaticString) -> Bool {
        let word = Array(word.description.utf8)
        let span = span
        var at = 0
        while at &+ word.count <= span.count {
            if span[at] == word[0], word.indices.allSatisfy({ span[at &+ $0] == word[$0] }) {
                return true
            }
            at &+= 1
        }
        return false
    }
}

// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// What one page depends on.
struct PageKey: Hashable, Sendable {
    enum Source: Hashable, Sendable {
        /// One ledger date.
        case date
        /// The feed, from a place in a ledger date on.
        case feed
    }

    let source: Source
    let ledger: Int
    let oddities: Oddities
    let topic: Topic
    let date: SandboxDate
    /// Place of the first entry.
    let first: Int
    let includesPersonalData: Bool
    /// Microseconds since 1970-01-01T00:00Z on dates that are still open; nil on closed ones.
    let openAt: Int64?
    /// Whether more entries are said to be to come.
    let isOpen: Bool
}

/// Makes the pages of all ledgers, each once, and keeps the latest.
final class PageMaker: Sendable {
    let settings: SandboxSettings
    let sheets: DaySheets
    let kept: RecentValues<PageKey, ByteBuffer>
    let keptTransactions = RecentValues<TransactionKey, [String]>(limit: 16 << 20)
    let threads: NIOThreadPool

    init(settings: SandboxSettings, threads: NIOThreadPool) {
        self.settings = settings
        self.threads = threads
        sheets = DaySheets(entriesPerDay: settings.entriesPerDay)
        kept = RecentValues(limit: settings.cacheMegabytes << 20)
    }

    /// The body of a page; a new one is made on a thread that does nothing else.
    func page(_ key: PageKey, of ledger: Ledger, _ cursors: CursorSeal) async throws -> ByteBuffer {
        if let page = kept.value(key) { return page }
        return try await threads.runIfActive { [self] in
            let page = render(key, of: ledger, cursors)
            // What is visible of an open date changes; it is seldom asked for twice at the same
            // instant.
            if key.openAt == nil { kept.keep(page, for: key, cost: page.readableBytes + 200) }
            return page
        }
    }

    private func render(_ key: PageKey, of ledger: Ledger, _ cursors: CursorSeal) -> ByteBuffer {
        let view = DayView(sheets.sheet(ledger, key.date), openAt: key.openAt)
        let count = entryCount(key.topic, in: view)
        let first = min(key.first, count)
        let span = PageSpan(view: view, range: first..<min(first + settings.pageSize, count))
        let hasMore =
            span.range.upperBound < count
            || (key.oddities.contains(.emptyLastPage) && !span.range.isEmpty)
        let tryLater = key.isOpen || (hasMore && key.oddities.contains(.tryLaterPages))
        let head = PageHead(
            cursor: hasMore ? cursors.cursor(span.range.upperBound) : nil,
            hasMore: hasMore,
            tryLater: tryLater || !key.oddities.contains(.noTryLater) ? tryLater : nil
        )
        return body(head, [span], of: ledger, key)
    }

    /// Entries of a topic, over all pages.
    func entryCount(_ topic: Topic, in view: DayView) -> Int {
        view.entryCount(
            topic,
            numbering: EntryNumbering(settings: settings, ledger: view.sheet.ledger.index)
        )
    }

    /// The bytes of an answer.
    func body(
        _ head: PageHead,
        _ spans: [PageSpan],
        of ledger: Ledger,
        _ key: PageKey
    ) -> ByteBuffer {
        let count = spans.reduce(0) { $0 + $1.range.count }
        var writer = JSONWriter(capacity: 4_096 + count * 400)
        let hasItemsFirst = ledger.oddities.contains(.keyOrder)
        writer.reserve(512)
        writer.byte(UInt8(ascii: "{"))
        if !hasItemsFirst { head.write(to: &writer) }
        writer.text("\"items\":[")
        for (place, span) in spans.enumerated() {
            writer.reserve(1)
            if place > 0 { writer.byte(UInt8(ascii: ",")) }
            writer = write(span, of: ledger, key, to: writer)
        }
        writer.reserve(512)
        writer.byte(UInt8(ascii: "]"))
        if hasItemsFirst { head.write(to: &writer, isLast: true) }
        if ledger.oddities.contains(.unknownFields) {
            writer.text(",\"links\":{\"self\":null,\"rels\":[{\"items\":[]}]}")
        }
        writer.byte(UInt8(ascii: "}"))
        return writer.finished()
    }

    private func write(
        _ span: PageSpan,
        of ledger: Ledger,
        _ key: PageKey,
        to writer: consuming JSONWriter
    ) -> JSONWriter {
        let template = EntryTemplate(
            ledger: ledger,
            date: span.view.sheet.date,
            numbering: EntryNumbering(settings: settings, ledger: ledger.index),
            includesPersonalData: key.includesPersonalData
        )
        let rewriter = EntryRewriter(
            ledger: ledger,
            includesPersonalData: key.includesPersonalData
        )
        guard let rewriter else { return span.write(key.topic, template, to: writer) }
        let plain = span.write(key.topic, template, to: JSONWriter(capacity: 4_096)).finished()
        let items = rewriter.rewritten(plain.readableBytesView, first: span.range.lowerBound)
        writer.reserve(items.utf8.count)
        writer.bytes(Array(items.utf8))
        return writer
    }
}

/// A run of entries of one date; never empty on a page of more than one.
struct PageSpan {
    let view: DayView
    let range: Range<Int>

    func write(
        _ topic: Topic,
        _ template: EntryTemplate,
        to writer: consuming JSONWriter
    ) -> JSONWriter {
        switch topic {
        case .funds: view.writeFunds(range, template: template, writer: writer)
        case .fees: view.writeFees(range, template: template, writer: writer)
        }
    }
}

/// The members of an answer beside its items; nil ones are left out.
struct PageHead {
    let cursor: String?
    let hasMore: Bool?
    let tryLater: Bool?

    /// Room for 512 bytes must have been made.
    func write(to writer: inout JSONWriter, isLast: Bool = false) {
        var members: [String] = []
        if let cursor { members.append("\"cursor\":\"\(cursor)\"") }
        if let hasMore { members.append("\"hasMore\":\(hasMore)") }
        if let tryLater { members.append("\"tryLater\":\(tryLater)") }
        let text = members.joined(separator: ",")
        guard !text.isEmpty else { return }
        writer.bytes(Array((isLast ? ",\(text)" : "\(text),").utf8))
    }
}

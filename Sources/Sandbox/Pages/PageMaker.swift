// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// What one page depends on.
struct PageKey: Hashable, Sendable {
    let ledger: Int
    let topic: Topic
    let date: SandboxDate
    /// Place of the first entry.
    let first: Int
    let includesPersonalData: Bool
    /// Microseconds since 1970-01-01T00:00Z on dates that are still open; nil on closed ones.
    let openAt: Int64?
}

/// Makes the pages of all ledgers, each once, and keeps the latest.
final class PageMaker: Sendable {
    private let settings: SandboxSettings
    private let sheets: DaySheets
    private let kept: RecentValues<PageKey, ByteBuffer>
    private let threads: NIOThreadPool

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
        let numbering = EntryNumbering(settings: settings, ledger: ledger.index)
        let count = view.entryCount(key.topic, numbering: numbering)
        let first = min(key.first, count)
        let range = first..<min(first + settings.pageSize, count)
        let template = EntryTemplate(
            ledger: ledger,
            date: key.date,
            numbering: numbering,
            includesPersonalData: key.includesPersonalData
        )
        var writer = JSONWriter(capacity: 4_096 + range.count * 400)
        let next = range.upperBound < count ? cursors.cursor(range.upperBound) : nil
        Self.writeHead(next: next, isOpen: view.isOpen, to: &writer)
        switch key.topic {
        case .funds: writer = view.writeFunds(range, template: template, writer: writer)
        case .fees: writer = view.writeFees(range, template: template, writer: writer)
        }
        writer.reserve(2)
        writer.text("]}")
        return writer.finished()
    }

    private static func writeHead(next: String?, isOpen: Bool, to writer: inout JSONWriter) {
        writer.reserve(256)
        writer.byte(UInt8(ascii: "{"))
        if let next {
            writer.text("\"cursor\":\"")
            writer.bytes(Array(next.utf8))
            writer.text("\",")
        }
        writer.text(next == nil ? "\"hasMore\":false," : "\"hasMore\":true,")
        writer.text(isOpen ? "\"tryLater\":true," : "\"tryLater\":false,")
        writer.text("\"items\":[")
    }
}

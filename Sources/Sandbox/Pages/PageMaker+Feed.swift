// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// A place in a feed.
struct FeedPosition: Hashable {
    var date: SandboxDate
    /// Entries of the date that were given.
    var offset = 0
    /// Tells apart cursors to the same place.
    var turn = 0
    /// Whether an empty page stands before the next entries.
    var hasGap = false

    init(date: SandboxDate) {
        self.date = date
    }

    /// Takes apart what `number` put together.
    init(number: Int) {
        date = SandboxDate(days: number >> 40)
        offset = number & 0xffff_ffff
        turn = number >> 32 & 7
        hasGap = number >> 35 & 1 == 1
    }

    /// For cursors.
    var number: Int { date.days << 40 | (hasGap ? 1 : 0) << 35 | turn << 32 | offset }
}

/// What is asked of a feed.
struct FeedRequest: Sendable {
    let ledger: Ledger
    let topic: Topic
    let position: FeedPosition
    let includesPersonalData: Bool
    let clock: SandboxClock
}

extension PageMaker {
    /// The body of a page of the feed: the entries of one date after the other, up to what can be
    /// seen of the open one.
    ///
    /// Nothing is remembered between calls. With the setting `growth`, a call with a cursor into
    /// the open date sees so many entries more than the cursor has passed, and any other call none
    /// of them: so each call with the latest cursor brings some more, and the same cursor the same.
    func feedPage(_ request: FeedRequest, _ cursors: CursorSeal) async throws -> ByteBuffer {
        let key = key(of: request)
        if !request.position.hasGap, let page = kept.value(key) { return page }
        return try await threads.runIfActive { [self] in
            let reading = reading(request)
            let page = feedBody(reading, request, key, cursors)
            if !reading.touchesOpenDate, request.position.turn == 0, !request.position.hasGap {
                kept.keep(page, for: key, cost: page.readableBytes + 200)
            }
            return page
        }
    }

    private func key(of request: FeedRequest) -> PageKey {
        PageKey(
            source: .feed,
            ledger: request.ledger.index,
            oddities: request.ledger.oddities,
            topic: request.topic,
            date: request.position.date,
            first: request.position.offset,
            includesPersonalData: request.includesPersonalData,
            openAt: nil,
            isOpen: false
        )
    }

    /// How far one page of a feed gets.
    private struct Reading {
        var spans: [PageSpan] = []
        var position: FeedPosition
        var isAtEnd = false
        var touchesOpenDate = false
    }

    private func reading(_ request: FeedRequest) -> Reading {
        var reading = Reading(position: request.position)
        guard !request.position.hasGap else { return reading }
        var left = settings.pageSize
        while true {
            let date = reading.position.date
            let openAt = request.clock.openInstant(of: date, in: request.ledger.country)
            let view = DayView(sheets.sheet(request.ledger, date), openAt: openAt)
            let count = visibleCount(request, view)
            let first = reading.position.offset
            let range = first..<max(first, min(count, first + left))
            if !range.isEmpty { reading.spans.append(PageSpan(view: view, range: range)) }
            left -= range.count
            reading.position.offset = range.upperBound
            reading.touchesOpenDate = openAt != nil
            reading.isAtEnd = openAt != nil && range.upperBound >= count
            if openAt != nil || left == 0 { return reading }
            reading.position = FeedPosition(date: date.advanced(by: 1))
        }
    }

    private func visibleCount(_ request: FeedRequest, _ view: DayView) -> Int {
        let count = entryCount(request.topic, in: view)
        guard settings.growth > 0, view.isOpen else { return count }
        guard request.position.date == view.sheet.date else { return 0 }
        return min(count, request.position.offset + settings.growth)
    }

    private func feedBody(
        _ reading: Reading,
        _ request: FeedRequest,
        _ key: PageKey,
        _ cursors: CursorSeal
    ) -> ByteBuffer {
        let oddities = request.ledger.oddities
        let isEmpty = reading.spans.isEmpty
        var next = reading.position
        next.hasGap = !isEmpty && oddities.contains(.feedEmptyPages)
        if isEmpty, oddities.contains(.feedNewCursors) {
            next.turn = (request.position.turn + 1) % 8
        }
        var tryLater = reading.isAtEnd
        if oddities.contains(.feedEndEmpty) { tryLater = tryLater && isEmpty }
        if oddities.contains(.feedStuck) { tryLater = false }
        if next.hasGap { tryLater = false }
        let head = PageHead(
            cursor: cursors.cursor(next.number),
            hasMore: nil,
            tryLater: tryLater || !oddities.contains(.noTryLater) ? tryLater : nil
        )
        var spans = reading.spans
        if oddities.contains(.feedOverlap) { repeatEntries(in: &spans, request) }
        return body(head, spans, of: request.ledger, key)
    }

    /// Lets a page begin with entries that were given before, if it has new ones.
    private func repeatEntries(in spans: inout [PageSpan], _ request: FeedRequest) {
        guard let first = spans.first, first.range.lowerBound == request.position.offset else {
            return
        }
        let lower = max(0, first.range.lowerBound - 5)
        spans[0] = PageSpan(view: first.view, range: lower..<first.range.upperBound)
    }
}

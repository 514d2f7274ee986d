// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import Sandbox

struct FeedPage: Decodable {
    let cursor: String
    let tryLater: Bool?
    let hasMore: Bool?
    let items: [Entry]
}

extension SandboxCaller {
    /// The answer to a call of the feed, with the oddities of a header.
    func feed(
        _ topic: Topic,
        of ledger: Ledger? = nil,
        cursor: String? = nil,
        query: String = "",
        oddities: String? = nil
    ) async throws -> Answer {
        var target = "/report/v2/ledgers/\((ledger ?? self.ledger).id)/\(topic.rawValue)/feed?x=1"
        target += query
        if let cursor { target += "&cursor=" + cursor.replacing("+", with: "%2B") }
        return try await get(target, oddities: oddities)
    }

    func get(_ target: String, oddities: String?) async throws -> Answer {
        var headers = headers
        headers[.sandboxOddities] = oddities
        let request = SandboxRequest(method: .get, target: target, headers: headers)
        return try await service.answer(request)
    }

    /// The pages of the feed up to the first that says `tryLater`, that one included.
    func feedPages(
        _ topic: Topic,
        from cursor: String? = nil,
        oddities: String? = nil
    ) async throws -> [FeedPage] {
        var pages: [FeedPage] = []
        var next = cursor
        repeat {
            let answer = try await feed(topic, cursor: next, oddities: oddities)
            let page = try answer.decoded(FeedPage.self)
            pages.append(page)
            next = page.cursor
        } while pages.last?.tryLater != true && pages.count < 1_000
        return pages
    }

    /// All entries of some dates, one date after the other.
    func entries(_ topic: Topic, _ dates: ClosedRange<SandboxDate>) async throws -> [Entry] {
        var entries: [Entry] = []
        for days in dates.lowerBound.days...dates.upperBound.days {
            entries += try await self.entries(
                ledger,
                topic,
                SandboxDate(days: days).description
            )
        }
        return entries
    }
}

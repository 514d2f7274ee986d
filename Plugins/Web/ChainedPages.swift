// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Pages of which each names the next; reading runs a few pages ahead, so that only the server's answers make it wait.
///
///     request -> answer -> link -> request -> answer -> link -> ...     one task each, awaiting the one before
///                  |                            |
///                  next()                       next()                  takes the pages in order
struct ChainedPages: PageSource {
    private let chain: PageChain
    /// How many pages may wait to be taken.
    private let room: Int
    private let ahead = RequestsAhead<PageChain.Part>()
    private var askedCount = 0
    private var youngest: Task<PageChain.Part, any Error>?
    private var hasEnded = false

    init(_ paging: ChainedPaging, _ format: AnswerFormat, over endpoint: WebEndpoint) {
        chain = PageChain(paging, format, over: endpoint)
        if case .none = paging.link { room = 1 } else { room = endpoint.requestsInFlight }
    }

    mutating func next() async throws -> PageStep {
        ask()
        let part = try await ahead.next()
        guard let part, let page = part.page else { return end() }
        if part.link == nil { _ = end() } else { ask() }
        return .page(page)
    }

    private mutating func end() -> PageStep {
        hasEnded = true
        ahead.cancel()
        return .end(.final)
    }

    private mutating func ask() {
        while !hasEnded, ahead.count < room {
            askedCount += 1
            let (chain, number, previous) = (chain, askedCount, youngest)
            youngest = ahead.add { try await chain.part(number, after: previous?.value) }
        }
    }
}

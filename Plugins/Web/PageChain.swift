// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Synchronization

/// Goes from one page to the next.
struct PageChain: Sendable {
    /// A page and what leads on from it.
    struct Part: Sendable {
        /// Nil if there is none: the one before was the last.
        var page: Page?
        /// A cursor or a whole URL; nil if this page is the last.
        var link: String?
    }

    private let endpoint: WebEndpoint
    private let paging: ChainedPaging
    private let reader: PageReader
    private let format: AnswerFormat
    private let trail = LinkTrail()

    init(_ paging: ChainedPaging, _ format: AnswerFormat, over endpoint: WebEndpoint) {
        self.endpoint = endpoint
        self.paging = paging
        self.format = format
        let path: String? =
            switch paging.link {
            case .none, .header: nil
            case .cursor(let path, _), .url(let path): path
            }
        reader = PageReader(format, values: [path, paging.hasMoreAt])
    }

    /// Asks for the page of that number, from 1, and finds out what leads on from it.
    ///
    /// The calls for one chain come one after the other.
    func part(_ number: Int, after previous: Part?) async throws -> Part {
        guard let answer = try await answer(number, after: previous), answer.body.count > 0 else {
            return Part()
        }
        let page = Page(bytes: format.body(answer.body, ofPage: number), number: number)
        guard var link = try link(in: answer, page) else { return Part(page: page) }
        if !isCursor { link = try Self.url(of: link, from: answer, page: number) }
        try trail.note(link, page: number)
        return Part(page: page, link: link)
    }

    private func answer(_ number: Int, after previous: Part?) async throws -> HTTPResponse? {
        let size = paging.sizeQuery
        guard let previous else { return try await endpoint.answer(page: number, query: size) }
        guard let link = previous.link else { return nil }
        guard number <= paging.maxPages else { throw WebFault.tooManyPages(paging.maxPages) }
        guard case .cursor(_, let parameter) = paging.link else {
            return try await endpoint.answer(page: number, at: link)
        }
        let query = size + [HTTPQueryItem(parameter, link)]
        return try await endpoint.answer(page: number, query: query)
    }

    private var isCursor: Bool {
        if case .cursor = paging.link { true } else { false }
    }

    private static func url(of link: String, from answer: HTTPResponse, page: Int) throws -> String
    {
        guard let url = answer.url(ofLink: link) else {
            throw WebFault.unusableLink(link, page: page)
        }
        if answer.effectiveURL.hasPrefix("https:"), !url.hasPrefix("https:") {
            throw WebFault.insecureLink(page: page)
        }
        return url
    }
}

extension PageChain {
    /// What leads to the next page; nil if this is the last one.
    private func link(in answer: HTTPResponse, _ page: Page) throws -> String? {
        switch paging.link {
        case .none: return nil
        case .header:
            let link = LinkHeader.next(in: answer)
            if paging.hasMoreAt == nil { return link }
            return try hasMore(reader.read(page).values.first ?? nil, link, page)
        case .cursor(let path, _), .url(let path):
            let values = try reader.read(page).values
            let link = try text(values[0], at: path, page)
            return try hasMore(values.count > 1 ? values[1] : nil, link, page)
        }
    }

    /// The link, if the page says that there is a next one.
    private func hasMore(_ value: JSONDocument?, _ link: String?, _ page: Page) throws -> String? {
        guard let path = paging.hasMoreAt else { return link }
        switch value {
        case .boolean(false): return nil
        case .boolean(true):
            guard let link else { throw WebFault.linkMissing(path, page: page.number) }
            return link
        default: throw WebFault.notBoolean(path, found: value, page: page.number)
        }
    }

    private func text(_ value: JSONDocument?, at path: String, _ page: Page) throws -> String? {
        switch value {
        case nil, .null: return nil
        case .string(let text): return text.isEmpty ? nil : text
        case .number(let digits) where isCursor: return digits
        default: throw WebFault.notALink(path, found: value, page: page.number)
        }
    }
}

/// Where reading went on: what comes twice would lead in a circle for ever.
private final class LinkTrail: Sendable {
    private let followed = Mutex<Set<String>>([])

    func note(_ link: String, page: Int) throws {
        guard followed.withLock({ $0.insert(link).inserted }) else {
            throw WebFault.repeatedLink(page: page)
        }
    }
}

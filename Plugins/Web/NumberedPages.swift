// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Pages that are told by a number; after the first one several are asked for ahead.
///
/// How many pages there are is known from the first one, if it says so; then no other is looked into. Else the end is
/// a page without records, the end status, or a page with fewer than `page_size` records, once the first one held that
/// many: a server that gives less than it was asked for must not pass for one that has no more. What was asked for past
/// the end is dropped.
struct NumberedPages: PageSource {
    private let endpoint: WebEndpoint
    private let paging: NumberedPaging
    private let reader: PageReader
    private let format: AnswerFormat
    private let ahead = RequestsAhead<HTTPResponse>()
    private var repeats = RepeatedPages()
    /// Pages asked for.
    private var askedCount = 0
    /// Pages whose answers have been taken.
    private var takenCount = 0
    /// How many records the first page has, so that offsets can be told.
    private var step: Int?
    /// How many pages there are, once that is known.
    private var pageCount: Int?

    init(_ paging: NumberedPaging, _ format: AnswerFormat, over endpoint: WebEndpoint) {
        self.endpoint = endpoint
        self.paging = paging
        self.format = format
        reader = PageReader(format, values: [paging.pagesAt, paging.totalAt])
    }

    mutating func next() async throws -> PageStep {
        // What was asked for ahead may lie past an end that has shown itself since.
        if let pageCount, takenCount >= pageCount { return end() }
        try ask()
        guard let answer = try await ahead.next() else { return .end(.final) }
        takenCount += 1
        let isPastEnd = takenCount > 1 && answer.status == paging.endStatus
        guard !isPastEnd, answer.body.count > 0 else { return end() }
        let page = Page(bytes: format.body(answer.body, ofPage: takenCount), number: takenCount)
        guard try judge(page) else { return end() }
        // Now, not when the next page is wanted: its request is under way while this one is handed on.
        try ask()
        return .page(page)
    }

    private mutating func end() -> PageStep {
        pageCount = takenCount
        ahead.cancel()
        askedCount = takenCount
        return .end(.final)
    }

    /// Sends requests until enough are under way; the first page is waited for alone.
    private mutating func ask() throws {
        let room = takenCount == 0 ? 1 : endpoint.requestsInFlight
        while ahead.count < room, pageCount.map({ askedCount < $0 }) ?? true {
            guard askedCount < paging.maxPages else {
                if ahead.count == 0 { throw WebFault.tooManyPages(paging.maxPages) }
                return
            }
            askedCount += 1
            let (endpoint, number) = (endpoint, askedCount)
            let query = paging.query(ofPage: number, step: step)
            let status = number > 1 ? paging.endStatus : nil
            ahead.add {
                try await endpoint.answer(page: number, query: query, acceptedStatus: status)
            }
        }
    }

    /// Looks into a page as far as the end is not known; false if it has no records.
    private mutating func judge(_ page: Page) throws -> Bool {
        guard takenCount == 1 || pageCount == nil else { return true }
        let finding = try reader.read(page)
        guard finding.recordCount > 0 else { return false }
        if takenCount == 1 {
            step = finding.recordCount
            pageCount = try pageCount(finding, page: page)
        } else if let size = paging.pageSize, step == size, finding.recordCount < size {
            pageCount = takenCount
        }
        if pageCount == nil { try repeats.check(page, parameter: paging.parameter) }
        return true
    }

    /// How many pages the first one says that there are; nil if it need not say it.
    private func pageCount(_ finding: PageReader.Finding, page: Page) throws -> Int? {
        guard let path = paging.pagesAt ?? paging.totalAt else { return nil }
        let value = finding.values.first ?? nil
        guard case .number(let text) = value, let number = Int(text), number >= 0 else {
            throw WebFault.notACount(path, found: value, page: page.number)
        }
        let size = finding.recordCount
        let count = paging.pagesAt != nil ? number : number / size + (number % size > 0 ? 1 : 0)
        guard count <= paging.maxPages else { throw WebFault.tooManyPages(paging.maxPages) }
        return max(1, count)
    }
}

/// Notices a server that takes no notice of the page's number: its first pages are all the same.
private struct RepeatedPages {
    private static let enough = 3
    private var first: Bytes?
    private var count = 0
    private var isSettled = false

    /// Compares a page with those before it.
    ///
    /// - Throws: `web-repeated-page` for the third of three equal ones.
    mutating func check(_ page: Page, parameter: String) throws {
        guard !isSettled else { return }
        let bytes = try page.load()
        guard let first, bytes == first else {
            isSettled = count > 0
            (first, count) = (isSettled ? nil : bytes, 1)
            return
        }
        count += 1
        if count == Self.enough { throw WebFault.repeatedPage(parameter, page: page.number) }
    }
}

extension Bytes {
    fileprivate static func == (left: Bytes, right: Bytes) -> Bool {
        guard left.count == right.count else { return false }
        let (mine, other) = (left.span, right.span)
        for at in mine.indices where mine[at] != other[at] { return false }
        return true
    }
}

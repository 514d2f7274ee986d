// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// How the pages of a source follow one another.
enum Paging: Sendable {
    /// By a number in the query that is known beforehand.
    case numbered(NumberedPaging)
    /// By what each page says of the next one; a single page says nothing.
    case chained(ChainedPaging)

    /// What the request for the first page holds beside the stage's own query.
    var firstQuery: [HTTPQueryItem] {
        switch self {
        case .numbered(let paging): paging.query(ofPage: 1, step: nil)
        case .chained(let paging): paging.sizeQuery
        }
    }
}

/// Pages that are told by their number, or by how many records stand before them.
struct NumberedPaging: Sendable {
    /// What the number counts.
    enum Unit: Sendable {
        case pages
        case records
    }

    let unit: Unit
    let parameter: String
    /// The number of the first page.
    let first: Int
    let pageSize: Int?
    let sizeQuery: [HTTPQueryItem]
    /// Where the first page says how many pages there are.
    let pagesAt: String?
    /// Where the first page says how many records there are.
    let totalAt: String?
    /// The status that stands for a page past the last one.
    let endStatus: Int?
    let maxPages: Int

    /// What the request for a page holds beside the stage's own query.
    ///
    /// - Parameters:
    ///   - page: From 1.
    ///   - step: How many records a page has; nil before the first one has come.
    /// - Returns: The number, and what asks for the page's size.
    func query(ofPage page: Int, step: Int?) -> [HTTPQueryItem] {
        let number =
            switch unit {
            case .pages: first + page - 1
            case .records: first + (page - 1) * (step ?? 0)
            }
        return [HTTPQueryItem(parameter, String(number))] + sizeQuery
    }
}

/// Pages of which each names the next.
struct ChainedPaging: Sendable {
    /// How a page names the next one.
    enum Link: Sendable {
        /// Not at all: there is but one.
        case none
        /// By a cursor at this path, which goes into a query parameter.
        case cursor(path: String, parameter: String)
        /// By a URL at this path.
        case url(path: String)
        /// By the header `Link` with `rel="next"`.
        case header
    }

    let link: Link
    /// Where a page says whether there is a next one.
    let hasMoreAt: String?
    let sizeQuery: [HTTPQueryItem]
    let maxPages: Int
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Looks into pages as far as paging needs, and keeps its scratch memory from page to page.
final class PageReader: @unchecked Sendable {
    // Sendable because the tasks of one page source use it one after the other.

    /// Where the records stand; empty if the page is the list.
    private let records: [String]
    private let recordsPath: String
    private var scanner: JSONPageScanner

    /// What was found in one page.
    struct Finding {
        let recordCount: Int
        /// Values of the paths asked for, in their order.
        let values: [JSONDocument?]
    }

    init(records: String, values: [String?] = []) {
        recordsPath = records
        self.records = records.pathKeys
        scanner = JSONPageScanner(
            records: records.pathKeys,
            values: values.compactMap { $0 }.map(\.pathKeys)
        )
    }

    /// Reads one page.
    ///
    /// - Throws: `PipelineError` for what is no JSON, or has no list where the records should be.
    func read(_ page: Page) throws -> Finding {
        let bytes = try page.load()
        let place = DataPlace(page: page.number)
        let outline: JSONPageOutline
        do {
            outline = try scanner.scan(bytes)
        } catch {
            throw error.placed(in: place)
        }
        switch outline.records {
        case .list(let count):
            return Finding(recordCount: count, values: outline.values)
        case .other(let found):
            throw WebFault.recordsNotAList(recordsPath, found: found, page: page.number)
        case .missing:
            let document = try? JSONDocument(parsing: bytes)
            throw WebFault.recordsMissing(recordsPath, in: document, page: page.number)
        }
    }
}

extension PageReader {
    /// Does work that decodes a page; where the page has another shape than expected, the reader says more about it.
    static func explaining<Result>(
        _ page: Page,
        records: String,
        partition: String,
        _ work: () throws -> Result
    ) throws -> Result {
        do {
            return try work()
        } catch let error as PipelineError where error.isOfPageShape {
            do {
                _ = try PageReader(records: records).read(page)
            } catch let better as PipelineError {
                throw better.placed(in: DataPlace(partition: partition))
            }
            throw error
        }
    }
}

extension PipelineError {
    /// Whether the page has another shape than expected, before any record was reached.
    fileprivate var isOfPageShape: Bool {
        guard code == ErrorCode("unexpected-shape"), case .data(let place) = location else {
            return false
        }
        return place.row == nil
    }
}

extension String {
    /// The keys of a dotted path; none for an empty one.
    var pathKeys: [String] { split(separator: ".").map(String.init) }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Looks into pages as far as paging needs, and keeps its scratch memory from page to page.
final class PageReader: @unchecked Sendable {
    // Sendable because the tasks of one page source use it one after the other.

    /// Where the records stand; empty if the page is the list.
    private let records: [String]
    private let recordsPath: String
    private let format: AnswerFormat?
    private var scanner: JSONPageScanner

    /// What was found in one page.
    struct Finding {
        let recordCount: Int
        /// Values of the paths asked for, in their order.
        let values: [JSONDocument?]
    }

    convenience init(_ format: AnswerFormat, values: [String?] = []) {
        self.init(records: format.path, values: values, format: format)
    }

    init(records: String, values: [String?] = [], format: AnswerFormat? = nil) {
        recordsPath = records
        self.format = format
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
        if let format, !format.isDocument {
            return Finding(recordCount: try format.recordCount(of: page), values: [])
        }
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

extension AnswerFormat {
    /// How many records a page has that is as it came.
    fileprivate func recordCount(of page: Page) throws -> Int {
        guard case .csv(var dialect) = records else {
            var lines = CSVDialect()
            lines.quote = nil
            return CSVHead.recordCount(of: try page.load(), lines, hasHeader: false)
        }
        let hasHeader = dialect.hasHeader && (page.number == 1 || !isHeaderOnFirstOnly)
        if page.number > 1 { dialect.skippedLineCount = 0 }
        return CSVHead.recordCount(of: try page.load(), dialect, hasHeader: hasHeader)
    }
}

extension PageReader {
    /// Does work that decodes a page; where the page has another shape than expected, the reader says more about it.
    static func explaining<Result>(
        _ page: Page,
        _ format: AnswerFormat,
        partition: String,
        _ work: () throws -> Result
    ) throws -> Result {
        do {
            return try work()
        } catch let error as PipelineError where format.isDocument && error.isOfPageShape {
            do {
                _ = try PageReader(format).read(page)
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

// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Synchronization

/// Pages of which the first have been read already: they come first, then the others.
struct BegunPages: PageSource {
    /// Those that have been read and not given, in order.
    private(set) var pages: ArraySlice<Page>
    private var source: any PageSource
    /// How the pages ended, if they did.
    private var last: PageStep?

    /// Reads until the pages have this many bytes, or there are no more.
    init(_ source: any PageSource, upTo byteCount: Int) async throws {
        var source = source, pages: ArraySlice<Page> = [], room = byteCount
        while room > 0, last == nil {
            switch try await source.next() {
            case .page(let page):
                pages.append(page)
                room -= page.byteCount
            case let end: last = end
            }
        }
        self.source = source
        self.pages = pages
    }

    mutating func next() async throws -> PageStep {
        try Task.checkCancellation()
        if let page = pages.popFirst() { return .page(page) }
        if let last { return last }
        return try await source.next()
    }
}

/// A reading that was begun to find out about columns, and is gone on with once: nothing is asked for twice.
final class BegunReading: Sendable {
    /// By the keys of their partitions.
    private let pages: Mutex<[String: BegunPages]>

    init(_ pages: [String: BegunPages]) {
        self.pages = Mutex(pages)
    }

    /// The pages of a partition for the first reading; nil for later ones, which read anew.
    func take(_ partition: String) -> BegunPages? {
        pages.withLock { $0.removeValue(forKey: partition) }
    }
}

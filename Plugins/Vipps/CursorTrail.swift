// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The cursors that have been followed: one that comes twice would lead in a circle for ever.
struct CursorTrail: Sendable {
    /// The one to ask with next; nil at the beginning.
    private(set) var last: String?
    private var followed: Set<String> = []

    /// Starts at a cursor, or at the beginning.
    init(from cursor: String? = nil) {
        last = cursor
        if let cursor { followed.insert(cursor) }
    }

    /// Goes on to `cursor`, which came with that page.
    ///
    /// - Throws: `vipps-unexpected-answer` if it was followed before.
    mutating func follow(_ cursor: String, page: Int) throws {
        guard followed.insert(cursor).inserted else { throw VippsFault.repeatedCursor(page: page) }
        last = cursor
    }
}

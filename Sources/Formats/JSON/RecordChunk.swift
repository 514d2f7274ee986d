// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The wanted values of the records of one chunk, before they are given a meaning.
struct RecordChunk: ~Escapable {
    let page: Bytes
    let unescaped: Bytes
    let rowCount: Int
    private let allTokens: Span<ValueToken>

    @_lifetime(copy tokens)
    init(page: Bytes, unescaped: Bytes, tokens: Span<ValueToken>, rowCount: Int) {
        self.page = page
        self.unescaped = unescaped
        allTokens = tokens
        self.rowCount = rowCount
    }

    /// The values of one field, row by row.
    @_lifetime(copy self)
    func tokens(ofField field: Int) -> Span<ValueToken> {
        let first = field * RecordWalk.chunkRows
        return allTokens.extracting(first..<first + rowCount)
    }

    /// The bytes that a value stands in.
    @inline(__always)
    func source(of token: ValueToken) -> Bytes { token.isUnescaped ? unescaped : page }
}

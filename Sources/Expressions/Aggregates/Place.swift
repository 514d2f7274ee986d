// SPDX-License-Identifier: Apache-2.0

/// Where a row stands in the order of the source, whichever worker meets it and however batches are cut.
package struct Place: Sendable, Hashable, Comparable, BitwiseCopyable {
    /// The sequence number of the row's morsel.
    package let morsel: UInt64
    /// The number of the row within its morsel; only the order of these numbers matters.
    package let row: UInt64

    /// Names a place.
    @inlinable
    package init(morsel: UInt64, row: UInt64) {
        self.morsel = morsel
        self.row = row
    }

    /// Before every row.
    static let start = Place(morsel: 0, row: 0)

    /// After every row.
    static let end = Place(morsel: .max, row: .max)

    /// The place of a row that stands that many rows further on in the same morsel.
    @inline(__always)
    func advanced(by rows: Int) -> Place {
        Place(morsel: morsel, row: row &+ UInt64(truncatingIfNeeded: rows))
    }

    /// The earlier place is the smaller one.
    @inlinable
    package static func < (left: Place, right: Place) -> Bool {
        left.morsel < right.morsel || (left.morsel == right.morsel && left.row < right.row)
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// What is joined with what, and which columns come out.
struct JoinPlan {
    enum Kind: String {
        case inner
        case left
        case anti
        case semi

        /// Whether columns of the other side come out.
        var addsColumns: Bool { self == .inner || self == .left }
    }

    enum Duplicates: String {
        case error
        case first
        case all
    }

    let kind: Kind
    let duplicates: Duplicates
    let otherStage: String
    let left: Schema
    let leftKeys: [KeyColumn]
    /// The columns of the other side that are needed: its keys, then its payload.
    let right: Schema
    let rightKeys: [KeyColumn]
    /// The other side's columns that come out.
    let payload: [Field]
    /// Where the columns of `right` stand in the other side's rows.
    private let rightPlaces: [Int]

    init(
        _ left: Schema,
        _ right: Schema,
        on keys: [(left: Int, right: Int)],
        kind: Kind,
        duplicates: Duplicates,
        otherStage: String
    ) {
        self.kind = kind
        // One match is enough for these, whichever it is.
        self.duplicates = kind.addsColumns ? duplicates : .first
        self.otherStage = otherStage
        self.left = left
        leftKeys = keys.map { KeyColumn($0.left) }
        // A column may stand in several pairs.
        var places: [Int] = []
        for key in keys where !places.contains(key.right) { places.append(key.right) }
        let keyPlaces = places
        rightKeys = keys.map { key in KeyColumn(keyPlaces.firstIndex(of: key.right) ?? 0) }
        if kind.addsColumns { places += right.fields.indices.filter { !keyPlaces.contains($0) } }
        rightPlaces = places
        self.right = Schema(places.map { right.fields[$0] })
        payload = places.dropFirst(keyPlaces.count).map { right.fields[$0] }
    }

    /// The input's columns, then the other side's but for its keys.
    var outputSchema: Schema { Schema(left.fields + payload) }

    /// The columns of `right` that come out.
    var payloadIndices: Range<Int> { right.fields.count - payload.count..<right.fields.count }

    /// Of the other side's rows those whose keys have no null, and only the columns that are needed.
    func needed(_ batch: RecordBatch) -> RecordBatch {
        batch.replacingColumns(rightPlaces.map { batch.columns[$0] }, schema: right)
    }

    /// Whether keys of these types are compared by the same bytes.
    static func canBeEqual(_ left: DataType, _ right: DataType) -> Bool {
        if case .decimal(_, let scale) = left, case .decimal(_, let other) = right {
            return scale == other
        }
        return left == right
    }

    /// The rows whose keys have no null; nil for all.
    static func rowsWithKeys(_ batch: RecordBatch, _ keys: [KeyColumn]) -> Bitmap? {
        keys.reduce(nil) { Bitmap.bothValid($0, batch.columns[$1.index].validity) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Goes through a column of JSON lists, element by element.
struct ListElements {
    private let lists: TextArray
    private let keepsEmpty: Bool
    private var slot = 0
    /// Where the next element of the list at `slot` is looked for; nil before its first.
    private var offset: Int?
    private var position: Int64 = 0

    init(of lists: TextArray, keepsEmpty: Bool) {
        self.lists = lists
        self.keepsEmpty = keepsEmpty
    }

    /// Whether all lists have been read.
    var isAtEnd: Bool { slot == lists.count }

    /// Reads elements until there are `limit` rows of them or no further ones.
    ///
    /// - Throws: For the first row that holds something other than a list; the elements before it are kept.
    mutating func read(
        upTo limit: Int,
        column: String,
        into rows: inout ElementRows
    ) throws(RowError) {
        while slot < lists.count, rows.count < limit {
            if lists.validity.map({ !$0[slot] }) ?? false {
                finishList(&rows)
                continue
            }
            var scan = JSONListScan(lists.bytes, lists.range(ofSlot: slot), from: offset)
            switch scan.next() {
            case .value(let element):
                position += 1
                rows.append(lists.bytes, element, of: slot, position)
                offset = scan.offset
            case .end: finishList(&rows)
            case nil: throw TablesErrors.notAListValue(column: column, row: slot)
            }
        }
    }

    /// Goes on to the next list; one that gave no element may stand for a row of its own.
    private mutating func finishList(_ rows: inout ElementRows) {
        if position == 0, keepsEmpty { rows.appendNone(of: slot) }
        position = 0
        offset = nil
        slot += 1
    }
}

/// Elements of lists as they become rows.
struct ElementRows: ~Copyable {
    /// Elements, each with the row of its list.
    struct Finished {
        let sources: Values<Int32>
        let texts: TextArray
        let positions: Int64Array
    }

    private var sources = ValuesBuilder<Int32>(capacity: 64)
    private var positions = ValuesBuilder<Int64>(capacity: 64)
    private var hasPosition = BitmapBuilder(capacity: 64)
    private var texts = TextBuilder(capacity: 64)

    /// How many rows there are.
    var count: Int { sources.count }

    /// Adds an element of the list in one row.
    mutating func append(_ bytes: Bytes, _ element: Range<Int>, of row: Int, _ position: Int64) {
        if JSONListScan.isNull(bytes, element) {
            texts.appendNull()
        } else {
            texts.append(bytes, element)
        }
        start(row, position)
    }

    /// Adds a row for a list without elements.
    mutating func appendNone(of row: Int) {
        texts.appendNull()
        start(row, nil)
    }

    consuming func finish() -> Finished {
        Finished(
            sources: sources.finish(),
            texts: texts.finish(),
            positions: PrimitiveArray(positions.finish(), validity: hasPosition.finishValidity())
        )
    }

    private mutating func start(_ row: Int, _ position: Int64?) {
        sources.append(Int32(truncatingIfNeeded: row))
        positions.append(position ?? 0)
        hasPosition.append(position != nil)
    }
}

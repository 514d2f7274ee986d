// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The finished rows of some groups, in the order of their places: in memory, or written out in small blocks.
struct ResultRun: Sendable {
    private static let blockRowCount = 1_024

    /// Nil once written out.
    let held: PlacedGroups?
    let types: [DataType]
    let blocks: [Range<Int>]
    /// What it holds in memory.
    let byteCount: Int

    /// Keeps rows in memory if there is room.
    init(_ rows: PlacedGroups, _ memory: HeldMemory) throws {
        types = rows.columns.map(\.type)
        let byteCount = rows.columns.reduce(rows.places.count * MemoryLayout<Place>.stride) {
            $0 + $1.heldByteCount
        }
        if memory.change(by: byteCount) {
            held = rows
            blocks = []
            self.byteCount = byteCount
            return
        }
        memory.change(by: -byteCount)
        held = nil
        self.byteCount = 0
        var blocks: [Range<Int>] = []
        for first in stride(from: 0, to: rows.places.count, by: Self.blockRowCount) {
            let end = min(first + Self.blockRowCount, rows.places.count)
            blocks.append(try memory.store.append(rows.bytes(first..<end)))
        }
        self.blocks = blocks
    }
}

extension PlacedGroups {
    /// Some of the rows as bytes.
    fileprivate func bytes(_ rows: Range<Int>) -> Bytes {
        let slots = Values<Int32>.ascending(from: Int32(rows.lowerBound), rows.count)
        let writer = StateWriter()
        writer.put(rows.count)
        writer.put(places.taking(slots).span)
        for column in columns { column.taking(slots).write(to: writer) }
        return writer.finish()
    }

    /// Reads rows whose columns are of these types.
    init(_ bytes: Bytes, types: [DataType]) {
        var reader = StateReader(bytes)
        let count = reader.take(Int.self)
        places = Values(reader.take(count, Place.self))
        columns = types.map { Column(&reader, type: $0, count: count) }
    }
}

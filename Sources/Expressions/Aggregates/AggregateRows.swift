// SPDX-License-Identifier: Apache-2.0

package import Columnar

/// Hands out the rows of an aggregation in the order in which their groups first appear, a batch at a time.
///
/// Merges the runs of all partitions by the places of their rows. Has one holder at a time.
package final class AggregateRows: @unchecked Sendable {
    // Sendable because it has one holder at a time, who hands it on whole.

    private var cursors: [RunCursor]
    /// The runs that have rows left as a heap, the one with the first row on top.
    private var heap: [Int] = []
    private let types: [DataType]
    private let keyCount: Int
    private let memory: HeldMemory
    private let heldByteCount: Int

    init(_ runs: [ResultRun], keyCount: Int, _ memory: HeldMemory) {
        cursors = runs.map { RunCursor($0) }
        types = runs.first?.types ?? []
        self.keyCount = keyCount
        self.memory = memory
        heldByteCount = runs.reduce(0) { $0 + $1.byteCount }
        heap.reserveCapacity(runs.count)
    }

    deinit {
        memory.change(by: -heldByteCount)
    }

    /// The next rows.
    ///
    /// - Parameter limit: How many at most.
    /// - Returns: Nil after the last row.
    /// - Throws: What the store is at fault with.
    package func next(upTo limit: Int = RecordBatch.maximumRowCount) throws -> AggregateTable? {
        if cursors.count == 1 { return table(try cursors[0].take(limit, from: memory.store)) }
        try fillHeap()
        var sources: [RunCursor.Source] = []
        var picks = ValuesBuilder<UInt64>(capacity: limit)
        for run in heap { cursors[run].forgetSource() }
        while picks.count < limit, let run = heap.first {
            picks.put(cursors[run].pick(&sources))
            if cursors[run].isAtBlockEnd, try !cursors[run].load(from: memory.store) {
                heap[0] = heap[heap.count - 1]
                heap.removeLast()
            }
            siftDown(0)
        }
        return picks.count == 0 ? nil : table(joined(sources, picks.finish()))
    }

    private func table(_ columns: [Column]?) -> AggregateTable? {
        guard let columns, let first = columns.first else { return nil }
        return AggregateTable(
            keys: Array(columns.prefix(keyCount)),
            results: Array(columns.dropFirst(keyCount)),
            rowCount: first.count
        )
    }

    /// The picked rows, each given by the number of its source above its slot there.
    private func joined(_ sources: [RunCursor.Source], _ picks: Values<UInt64>) -> [Column] {
        var shifts: [Int] = []
        var rowCount = 0
        for source in sources {
            shifts.append(rowCount - source.slots.lowerBound)
            rowCount += source.slots.count
        }
        let slots = picks.map { pick in
            Int32(truncatingIfNeeded: Int(pick & 0xFFFF_FFFF) + shifts[Int(pick >> 32)])
        }
        return types.indices.map { column in
            let pieces = sources.map { ColumnPiece(column: $0.columns[column], slots: $0.slots) }
            return Column(joining: pieces, type: types[column]).taking(slots)
        }
    }

    private var isFilled = false

    private func fillHeap() throws {
        guard !isFilled else { return }
        isFilled = true
        for run in cursors.indices where try cursors[run].load(from: memory.store) {
            heap.append(run)
        }
        for node in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(node) }
    }

    private func siftDown(_ start: Int) {
        var node = start
        while true {
            var first = node
            for child in [2 * node + 1, 2 * node + 2] where child < heap.count {
                if cursors[heap[child]].place < cursors[heap[first]].place { first = child }
            }
            guard first != node else { return }
            heap.swapAt(node, first)
            node = first
        }
    }
}

/// The rows that an aggregation comes to, as plain columns.
package struct AggregateTable: Sendable {
    /// The `by` columns.
    package let keys: [Column]
    /// One column per call.
    package let results: [Column]
    /// How many groups there are.
    package let rowCount: Int
}

/// Goes through one run block by block.
struct RunCursor {
    /// The rows of one block that a batch takes.
    struct Source {
        let columns: [Column]
        var slots: Range<Int>
    }

    private let run: ResultRun
    private var block: PlacedGroups?
    private var nextBlock = 0
    private var slot = 0
    /// The number of the current block among the sources of the batch.
    private var source: Int?
    /// The place of the current row.
    private(set) var place = Place.end

    init(_ run: ResultRun) {
        self.run = run
    }

    var isAtBlockEnd: Bool { slot == block?.places.count }

    /// Begins the next block.
    ///
    /// - Returns: Whether there is one.
    mutating func load(from store: any SpillStore) throws -> Bool {
        source = nil
        slot = 0
        block = try nextRows(store)
        nextBlock += 1
        guard let block, block.places.count > 0 else { return false }
        place = block.places[0]
        return true
    }

    private func nextRows(_ store: any SpillStore) throws -> PlacedGroups? {
        if let held = run.held { return nextBlock == 0 ? held : nil }
        guard nextBlock < run.blocks.count else { return nil }
        return PlacedGroups(try store.read(run.blocks[nextBlock]), types: run.types)
    }

    /// Forgets the sources of the batch before.
    mutating func forgetSource() {
        source = nil
    }

    /// Takes the current row.
    ///
    /// - Returns: The number of its source above its slot there.
    mutating func pick(_ sources: inout [Source]) -> UInt64 {
        guard let block else { preconditionFailure("picks from a run that has ended") }
        let number = source ?? sources.count
        if source == nil {
            sources.append(Source(columns: block.columns, slots: slot..<slot))
            source = number
        }
        let picked = slot
        slot += 1
        sources[number].slots = sources[number].slots.lowerBound..<slot
        if slot < block.places.count { place = block.places[slot] }
        return UInt64(number) << 32 | UInt64(picked)
    }

    /// Takes the next rows of a run that is the only one.
    mutating func take(_ limit: Int, from store: any SpillStore) throws -> [Column]? {
        if block == nil || isAtBlockEnd, try !load(from: store) { return nil }
        guard let block else { return nil }
        let count = min(limit, block.places.count - slot)
        let slots = Values<Int32>.ascending(from: Int32(slot), count)
        slot += count
        return block.columns.map { $0.taking(slots) }
    }
}

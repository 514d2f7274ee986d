// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Gives the rows of batches the numbers of their groups: equal keys, one group, whatever the layout of the columns.
///
/// Null keys form one group; money is told apart by currency and minor units. A table without key columns has the
/// one group 0, even without rows.
struct GroupTable: ~Copyable {
    /// The key columns.
    let fields: [Field]
    private let layout: KeyLayout
    private(set) var keys = KeySet()
    /// Where each group appeared first.
    private(set) var firstPlaces: [Place] = []
    /// The latest row seen; rows after it cannot be a group's first appearance unless the group is new.
    private var latestPlace = Place.start
    private var block = KeyBlock()
    private var codes = KeyCodes()

    init(_ fields: [Field]) {
        self.fields = fields
        layout = KeyLayout(fields.map(\.type))
        if fields.isEmpty { firstPlaces = [.start] }
    }

    /// How many groups there are.
    var groupCount: Int { firstPlaces.count }

    /// About how much memory it holds.
    var byteCount: Int { keys.byteCount + firstPlaces.capacity * MemoryLayout<Place>.stride }

    /// The group of each row.
    ///
    /// There is one column per field, of its type; each row stands one further on than the row before it.
    mutating func groups(
        for columns: [Column],
        rowCount: Int,
        firstPlace: Place
    ) -> Values<UInt32> {
        precondition(columns.count == fields.count, "one column per key")
        if fields.isEmpty { return Values(repeating: 0, count: rowCount) }
        defer { latestPlace = max(latestPlace, firstPlace.advanced(by: rowCount)) }
        if codes.prepare(columns, rowCount: rowCount) {
            return groupsOfCodes(columns, firstPlace)
        }
        return insert(columns, rows: Values.ascending(rowCount), firstPlace)
    }

    /// Looks up each combination of codes once, at the row where it appears first in the batch.
    private mutating func groupsOfCodes(_ columns: [Column], _ firstPlace: Place) -> Values<UInt32>
    {
        let numbered = codes.number()
        let rows = numbered.firstRows
        let groups = insert(columns.map { $0.taking(rows) }, rows: rows, firstPlace)
        if groups.count == 1 { return Values(repeating: groups[0], count: numbered.numbers.count) }
        let groupOfNumber = groups.span
        return numbered.numbers.map { groupOfNumber[Int($0)] }
    }

    /// The groups of keys, new ones included; `rows` says which row of its batch each slot of the columns was.
    private mutating func insert(
        _ columns: [Column],
        rows: Values<Int32>,
        _ firstPlace: Place
    ) -> Values<UInt32> {
        var groups = ValuesBuilder<UInt32>(capacity: rows.count)
        let slots = Values<Int32>.ascending(rows.count)
        for first in stride(from: 0, to: rows.count, by: KeyBlock.usualRowCount) {
            let end = min(first + KeyBlock.usualRowCount, rows.count)
            let part = slots.span.extracting(first..<end)
            block.encode(columns, layout: layout, rows: part, numbers: nil)
            keys.insert(block, numbers: &groups)
        }
        notePlaces(groups.span, rows.span, firstPlace)
        return groups.finish()
    }

    private mutating func notePlaces(
        _ groups: Span<UInt32>,
        _ rows: Span<Int32>,
        _ firstPlace: Place
    ) {
        let mayBeEarlier = firstPlace < latestPlace
        for index in groups.indices {
            let group = Int(groups[index])
            let place = firstPlace.advanced(by: Int(rows[index]))
            if group == firstPlaces.count {
                firstPlaces.append(place)
            } else if mayBeEarlier, place < firstPlaces[group] {
                firstPlaces[group] = place
            }
        }
    }

    /// All groups, in the order in which they appear in the source.
    func orderByFirstAppearance() -> Values<UInt32> {
        let ordered = Values<UInt32>.ascending(groupCount)
        if isInOrder { return ordered }
        let sorted = (0..<UInt32(groupCount)).sorted { firstPlaces[Int($0)] < firstPlaces[Int($1)] }
        return ordered.map { sorted[Int($0)] }
    }

    /// Whether groups are numbered as they appear, which they are as long as batches came in order.
    private var isInOrder: Bool {
        (1..<max(1, groupCount)).allSatisfy { firstPlaces[$0 - 1] < firstPlaces[$0] }
    }

    /// The keys of these groups, in this order, as plain columns.
    func keyColumns(order: Values<UInt32>) -> [Column] {
        guard !fields.isEmpty else { return [] }
        let starts = keys.starts.span
        return KeyColumns.columns(
            keys.words.span,
            starts: order.map { starts[Int($0)] },
            layout: layout,
            hasNullBits: true
        )
    }

    /// Where these groups appeared first.
    func places(order: Values<UInt32>) -> Values<Place> {
        let places = firstPlaces.span
        return order.map { places[Int($0)] }
    }

    /// The key of a group as an error names it, `ledgerDate 2026-10-01, msn 718204`; empty without keys.
    func describe(_ group: UInt32) -> String {
        zip(fields, keyColumns(order: Values([group])))
            .map { field, column in "\(field.name) \(KeyText.text(of: column, slot: 0))" }
            .joined(separator: ", ")
    }

    /// The hash of each group's key from number `first` on.
    mutating func hashes(from first: Int = 0) -> [UInt64] {
        if fields.isEmpty { return first == 0 ? [KeyHash.seed] : [] }
        var hashes: [UInt64] = []
        hashes.reserveCapacity(groupCount - first)
        for start in stride(from: first, to: groupCount, by: KeyBlock.usualRowCount) {
            let count = min(KeyBlock.usualRowCount, groupCount - start)
            block.copy(keys, Values<UInt32>.ascending(from: UInt32(start), count).span)
            hashes += block.hashes[0..<count]
        }
        return hashes
    }

    /// Writes the keys and places of each part's groups.
    func write(_ parts: GroupParts, to writers: [StateWriter]) {
        parts.forEach { part, groups in
            let writer = writers[part]
            writer.put(groups.count)
            writer.put(firstPlaces, of: groups, missing: .end)
            if !fields.isEmpty { writeKeys(groups, to: writer) }
        }
    }

    private func writeKeys(_ groups: Span<UInt32>, to writer: StateWriter) {
        let starts = keys.starts.span
        let words = keys.words.span
        for index in groups.indices {
            let group = Int(groups[index])
            writer.put(starts[group + 1] - starts[group])
        }
        for index in groups.indices {
            let group = Int(groups[index])
            writer.put(words.extracting(Int(starts[group])..<Int(starts[group + 1])))
        }
    }

    /// Adds the groups of one written part that belong to a pass.
    ///
    /// - Returns: For each group of the part its number here, or `leftOut`.
    mutating func merge(_ reader: inout StateReader, pass: HashPass) -> Values<UInt32> {
        let count = reader.take(Int.self)
        let places = reader.take(count, Place.self)
        latestPlace = .end
        guard !fields.isEmpty else {
            return Values(repeating: pass.number == 0 ? 0 : .leftOut, count: count)
        }
        let wordCounts = reader.take(count, UInt32.self)
        let words = reader.take(wordCounts.reduce(0) { $0 + Int($1) }, UInt64.self)
        var mapping = ValuesBuilder<UInt32>(capacity: count)
        var firstWord = 0
        for first in stride(from: 0, to: count, by: KeyBlock.usualRowCount) {
            let end = min(first + KeyBlock.usualRowCount, count)
            let part = wordCounts.span.extracting(first..<end)
            block.copy(words.span.extracting(firstWord..<words.count), wordCounts: part)
            firstWord += Int(block.starts[block.rowCount])
            insertBlock(of: pass, &mapping)
        }
        for index in places.indices where mapping[index] != .leftOut {
            note(places[index], ofGroup: Int(mapping[index]))
        }
        return mapping.finish()
    }

    private mutating func insertBlock(of pass: HashPass, _ mapping: inout ValuesBuilder<UInt32>) {
        guard pass.count > 1 else { return keys.insert(block, numbers: &mapping) }
        let isKept = block.hashes[0..<block.rowCount].map(pass.contains)
        block.keep(pass)
        var numbers = ValuesBuilder<UInt32>(capacity: block.rowCount)
        keys.insert(block, numbers: &numbers)
        var next = 0
        for kept in isKept {
            mapping.append(kept ? numbers[next] : .leftOut)
            if kept { next += 1 }
        }
    }

    /// Adds these groups of another table over the same keys, whose places do not matter here.
    ///
    /// - Returns: The number of each of them here.
    mutating func merge(
        _ groups: Span<UInt32>,
        of other: borrowing GroupTable
    ) -> Values<UInt32> {
        guard !fields.isEmpty else { return Values(repeating: 0, count: groups.count) }
        var numbers = ValuesBuilder<UInt32>(capacity: groups.count)
        block.copy(other.keys, groups)
        keys.insert(block, numbers: &numbers)
        for index in 0..<numbers.count { note(.end, ofGroup: Int(numbers[index])) }
        return numbers.finish()
    }

    private mutating func note(_ place: Place, ofGroup group: Int) {
        if group == firstPlaces.count {
            firstPlaces.append(place)
        } else {
            firstPlaces[group] = min(firstPlaces[group], place)
        }
    }
}

extension Values where Element: FixedWidthInteger {
    /// `first` and the numbers after it.
    @inline(__always)
    static func ascending(from first: Element = 0, _ count: Int) -> Values<Element> {
        var values = ValuesBuilder<Element>(capacity: count)
        for offset in 0..<count { values.put(first &+ Element(truncatingIfNeeded: offset)) }
        return values.finish()
    }
}

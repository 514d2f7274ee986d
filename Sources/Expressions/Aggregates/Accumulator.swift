// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The state of one aggregate call for every group.
///
/// Groups are numbered from 0 without gaps; a number once given keeps its meaning. One owner at a time. What the
/// state comes to depends only on the rows and their places, never on batches, layouts or the order of merging.
protocol Accumulator: AnyObject {
    /// Adds the rows of one batch.
    func update(_ input: AggregateInput)

    /// Writes the states of each part's groups, in the order of the part, to that part's writer.
    func write(_ parts: GroupParts, to writers: [StateWriter])

    /// Adds what an accumulator of the same call has written for one part.
    ///
    /// - Parameters:
    ///   - reader: Stands where that accumulator began to write.
    ///   - mapping: For each group of the part its number here, or `leftOut`.
    ///   - groupCount: How many groups there are here, those of the part included.
    func merge(_ reader: inout StateReader, mapping: Values<UInt32>, groupCount: Int)

    /// The results of these groups, in this order.
    ///
    /// - Throws: The fault of the first of these groups that has no result.
    func finish(order: Values<UInt32>) throws(AggregateFault) -> Column

    /// About how much memory it holds.
    var byteCount: Int { get }
}

/// The rows of one batch as one aggregate call sees them.
struct AggregateInput {
    /// The argument; nil for `count(*)`.
    let argument: Column?
    /// Which rows the call's `filter (where …)` keeps; nil if all.
    let selected: Bitmap?
    /// The group of each row.
    let groups: Values<UInt32>
    /// How many groups there are by now.
    let groupCount: Int
    /// The place of the first row; each further row stands one further on.
    let firstPlace: Place

    /// The rows that are kept and whose argument is not null; nil if all.
    var chosen: Bitmap? {
        Bitmap.bothValid(selected, argument?.validity)
    }

    /// The first of those rows; nil if there is none.
    var firstChosenRow: Int? {
        guard let chosen else { return groups.count > 0 ? 0 : nil }
        guard chosen.setCount > 0 else { return nil }
        return (0..<chosen.count).first { chosen[$0] }
    }

    /// - Precondition: The call has an argument.
    var column: Column {
        guard let argument else { preconditionFailure("only count takes '*'") }
        return argument
    }
}

/// Why one group has no result.
struct AggregateFault: Error, Hashable {
    enum Reason: Hashable {
        case int64Overflow
        case moneyOverflow
        case decimalOverflow
        case currencies(Currency, Currency)
        case notFinite
    }

    let group: UInt32
    let reason: Reason
}

extension Array {
    /// Appends copies of `element` until there are at least `newCount`.
    mutating func grow(to newCount: Int, repeating element: Element) {
        guard newCount > count else { return }
        append(contentsOf: repeatElement(element, count: newCount - count))
    }
}

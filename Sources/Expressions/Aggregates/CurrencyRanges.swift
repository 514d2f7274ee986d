// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Which currencies the amounts of each group have, as far as an error needs to know: none, one, or two of them.
///
/// As long as one currency is all that was ever seen, nothing is kept per group.
struct CurrencyRanges {
    /// The smallest and largest packed code; `low` is above `high` while there is none.
    private struct Range {
        var low = UInt16.max
        var high = UInt16.min

        mutating func add(_ other: Range) {
            low = min(low, other.low)
            high = max(high, other.high)
        }
    }

    private enum Seen {
        case none
        case one(UInt16)
        case perGroup([Range])
    }

    private var seen = Seen.none

    init() {}

    /// Notes the currencies of the chosen rows; `hasValue` tells which groups hold an amount from before them.
    mutating func add(_ array: MoneyArray, _ input: AggregateInput, hasValue: (Int) -> Bool) {
        guard let first = input.firstChosenRow else { return }
        if case .none = seen { seen = .one(array.currency(ofSlot: first).code) }
        if case .one(let code) = seen, array.hasOnly(code, in: input.chosen) { return }
        var ranges = ranges(groupCount: input.groupCount, hasValue: hasValue)
        seen = .none  // so that the ranges have one owner while they change
        switch array.currencies {
        case .one(let currency):
            updateEach(&ranges, groups: input.groups, chosen: input.chosen) { range, _ in
                range.add(Range(low: currency.code, high: currency.code))
            }
        case .perSlot(let codes):
            let codes = codes.span
            updateEach(&ranges, groups: input.groups, chosen: input.chosen) { range, row in
                range.add(Range(low: codes[row], high: codes[row]))
            }
        }
        seen = .perGroup(ranges)
    }

    /// Adds what another has seen; `hasValue` and `otherHasValue` tell which groups hold an amount on either side.
    mutating func merge(
        _ other: CurrencyRanges,
        mapping: Values<UInt32>,
        groupCount: Int,
        hasValue: (Int) -> Bool,
        otherHasValue: (Int) -> Bool
    ) {
        switch (seen, other.seen) {
        case (_, .none): return
        case (.none, .one): seen = other.seen
        case (.one(let mine), .one(let theirs)) where mine == theirs: return
        default:
            var ranges = ranges(groupCount: groupCount, hasValue: hasValue)
            let others = other.ranges(groupCount: mapping.count, hasValue: otherHasValue)
            mergeEach(&ranges, others, mapping: mapping) { $0.add($1) }
            seen = .perGroup(ranges)
        }
    }

    /// The currency of a group's amounts, which is meaningless for a group without any.
    ///
    /// - Throws: The fault that names two currencies of a group that has several.
    func currency(of group: UInt32) throws(AggregateFault) -> Currency {
        switch seen {
        case .none: return Currency(packed: 0)
        case .one(let code): return Currency(packed: code)
        case .perGroup(let ranges):
            guard Int(group) < ranges.count else { return Currency(packed: 0) }
            let range = ranges[Int(group)]
            guard range.low <= range.high else { return Currency(packed: 0) }
            let (low, high) = (Currency(packed: range.low), Currency(packed: range.high))
            guard low == high else {
                throw AggregateFault(group: group, reason: .currencies(low, high))
            }
            return low
        }
    }

    /// Writes what was seen in these groups.
    func write(_ groups: Span<UInt32>, to writer: StateWriter) {
        switch seen {
        case .none: writer.put(UInt8(0))
        case .one(let code):
            writer.put(UInt8(1))
            writer.put(code)
        case .perGroup(let ranges):
            writer.put(UInt8(2))
            writer.put(ranges, of: groups, missing: Range())
        }
    }

    /// Reads what was written for that many groups.
    init(_ reader: inout StateReader, groupCount: Int) {
        switch reader.take(UInt8.self) {
        case 0: break
        case 1: seen = .one(reader.take())
        default: seen = .perGroup(reader.take(groupCount))
        }
    }

    /// The currencies of a column of results.
    func currencies(order: Values<UInt32>) throws(AggregateFault) -> MoneyArray.Currencies {
        if case .one(let code) = seen { return .one(Currency(packed: code)) }
        var codes = ValuesBuilder<UInt16>(capacity: order.count)
        for index in 0..<order.count { codes.put(try currency(of: order[index]).code) }
        return .perSlot(codes.finish())
    }

    var byteCount: Int {
        guard case .perGroup(let ranges) = seen else { return 0 }
        return ranges.capacity * MemoryLayout<Range>.stride
    }

    /// What was seen so far, group by group.
    private func ranges(groupCount: Int, hasValue: (Int) -> Bool) -> [Range] {
        switch seen {
        case .none: return Array(repeating: Range(), count: groupCount)
        case .one(let code):
            return (0..<groupCount).map { group in
                hasValue(group) ? Range(low: code, high: code) : Range()
            }
        case .perGroup(var ranges):
            ranges.grow(to: groupCount, repeating: Range())
            return ranges
        }
    }
}

extension MoneyArray {
    /// Whether all chosen amounts, which are not null, have the currency of this code.
    fileprivate func hasOnly(_ code: UInt16, in chosen: Bitmap?) -> Bool {
        switch currencies {
        case .one(let currency): return currency.code == code
        case .perSlot(let codes):
            let codes = codes.span
            var different = false
            guard let chosen else {
                for slot in codes.indices { different = different || codes[slot] != code }
                return !different
            }
            let words = chosen.words.span
            for word in words.indices {
                forEachSetBit(of: words[word]) { bit in
                    different = different || codes[word << 6 &+ bit] != code
                }
            }
            return !different
        }
    }
}

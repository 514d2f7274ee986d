// SPDX-License-Identifier: Apache-2.0

import Columnar

/// `median` and `quantile`: keeps every value until the end.
final class QuantileAccumulator<Image: ColumnImage>: Accumulator {
    enum Result {
        /// The mean of the middle two, which are multiplied by ten to the power of `scaleUp` first.
        case median(DataType, scaleUp: Int)
        /// The value that `digits` / 10^`scale` of the values do not exceed.
        case element(digits: Int128, scale: Int)
    }

    private let type: DataType
    private let result: Result
    private var groups: [UInt32] = []
    private var images: [Image] = []
    private var counts: [Int] = []
    private var currencies = CurrencyRanges()

    init(_ type: DataType, _ result: Result) {
        self.type = type
        self.result = result
    }

    @specialized(where Image == Int64)
    @specialized(where Image == Int128)
    func update(_ input: AggregateInput) {
        counts.grow(to: input.groupCount, repeating: 0)
        if case .money(let array) = input.column {
            currencies.add(array, input) { counts[$0] > 0 }
        }
        let values = Image.images(of: input.column)
        let rows = input.chosen?.setSlots ?? .ascending(values.count)
        Self.append(values.span, rows.span, to: &images)
        Self.append(input.groups.span, rows.span, to: &groups)
        updateEach(&counts, groups: input.groups, chosen: input.chosen) { count, _ in count += 1 }
    }

    /// Apart, so that the array is accessed once for the batch and not per row.
    private static func append<Element>(
        _ values: Span<Element>,
        _ rows: Span<Int32>,
        to elements: inout [Element]
    ) {
        for index in rows.indices { elements.append(values[Int(rows[index])]) }
    }

    @specialized(where Image == Int64)
    @specialized(where Image == Int128)
    func write(_ parts: GroupParts, to writers: [StateWriter]) {
        let (grouped, starts) = inOrder(of: parts.groups)
        parts.forEach { part, groups in
            writers[part].put(counts, of: groups, missing: 0)
            let images = starts[parts.starts[part]]..<starts[parts.starts[part + 1]]
            writers[part].put(grouped.span.extracting(images))
            currencies.write(groups, to: writers[part])
        }
    }

    /// All values, group after group in this order; and where those of each group begin, and the last ones end.
    private func inOrder(of order: Values<UInt32>) -> (images: [Image], starts: [Int]) {
        var starts = [0]
        var next = [Int](repeating: 0, count: max(order.count, counts.count))
        for index in 0..<order.count {
            let group = Int(order[index])
            next[group] = starts[index]
            starts.append(starts[index] + (group < counts.count ? counts[group] : 0))
        }
        var grouped = [Image](repeating: 0, count: images.count)
        for (group, image) in zip(groups, images) {
            grouped[next[Int(group)]] = image
            next[Int(group)] += 1
        }
        return (grouped, starts)
    }

    @specialized(where Image == Int64)
    @specialized(where Image == Int128)
    func merge(_ reader: inout StateReader, mapping: Values<UInt32>, groupCount: Int) {
        let others = reader.take(mapping.count, Int.self)
        let otherImages = reader.take(others.reduce(0, +), Image.self)
        counts.grow(to: groupCount, repeating: 0)
        currencies.merge(
            CurrencyRanges(&reader, groupCount: mapping.count),
            mapping: mapping,
            groupCount: groupCount,
            hasValue: { counts[$0] > 0 },
            otherHasValue: { others[$0] > 0 }
        )
        mergeEach(&counts, others, mapping: mapping) { $0 += $1 }
        var start = 0
        for (index, count) in others.enumerated() {
            defer { start += count }
            guard mapping[index] != .leftOut else { continue }
            images += otherImages[start..<start + count]
            groups.append(contentsOf: repeatElement(mapping[index], count: count))
        }
    }

    @specialized(where Image == Int64)
    @specialized(where Image == Int128)
    func finish(order: Values<UInt32>) throws(AggregateFault) -> Column {
        let currencies = try currencies.currencies(order: order)
        let validity = order.validity(counts, missing: 0) { $0 > 0 }
        let sorted = sortedByGroup()
        switch result {
        case .element(let digits, let scale):
            let elements = pick(sorted, order) { Self.position(digits, scale, count: $0) }
            return Image.column(elements, type: type, currencies: currencies, validity: validity)
        case .median(let resultType, let scaleUp):
            let low = pick(sorted, order) { ($0 - 1) / 2 }
            let high = pick(sorted, order) { $0 / 2 }
            if type == .float64 { return Self.floatMeans(low, high, validity) }
            let means = try Self.means(low, high, scaleUp: scaleUp, order)
            if case .decimal(let precision, let scale) = resultType {
                let array = PrimitiveArray(means, validity: validity)
                return .decimal(array, precision: precision, scale: scale)
            }
            let units = means.map { Int64(truncatingIfNeeded: $0) }
            return .money(MoneyArray(units, currencies, validity: validity))
        }
    }

    /// For each group the value at the position that its number of values gives; 0 for a group without any.
    private func pick(
        _ sorted: (images: [Image], ends: [Int]),
        _ order: Values<UInt32>,
        _ position: (Int) -> Int
    ) -> Values<Image> {
        order.map { group in
            guard Int(group) < counts.count, counts[Int(group)] > 0 else { return 0 }
            let count = counts[Int(group)]
            return sorted.images[sorted.ends[Int(group)] - count + position(count)]
        }
    }

    var byteCount: Int {
        images.capacity * (MemoryLayout<Image>.stride + MemoryLayout<UInt32>.stride)
            + counts.capacity * MemoryLayout<Int>.stride + currencies.byteCount
    }

    /// All values, group after group and ascending in each; and where each group ends.
    private func sortedByGroup() -> (images: [Image], ends: [Int]) {
        var ends: [Int] = []
        var end = 0
        for count in counts {
            ends.append(end)
            end += count
        }
        var sorted = [Image](repeating: 0, count: images.count)
        for (group, image) in zip(groups, images) {
            sorted[ends[Int(group)]] = image
            ends[Int(group)] += 1
        }
        for (group, end) in ends.enumerated() { sorted[end - counts[group]..<end].sort() }
        return (sorted, ends)
    }

    /// The smallest position from which on at least that share of `count` values has been passed.
    private static func position(_ digits: Int128, _ scale: Int, count: Int) -> Int {
        let divisor = PowersOfTen.signed(scale)
        let product = Int256(multiplying: digits, Int128(count))
        guard let nearest = product.dividedHalfAwayFromZero(by: divisor) else { return count - 1 }
        let ceiling = Int256(multiplying: nearest, divisor) < product ? nearest + 1 : nearest
        return max(0, min(count, Int(ceiling)) - 1)
    }

    private static func means(
        _ low: Values<Image>,
        _ high: Values<Image>,
        scaleUp: Int,
        _ order: Values<UInt32>
    ) throws(AggregateFault) -> Values<Int128> {
        var means = ValuesBuilder<Int128>(capacity: order.count)
        for index in 0..<order.count {
            let sum = Int256(Int128(low[index])) + Int256(Int128(high[index]))
            let mean = sum.multipliedByPowerOfTen(scaleUp)?.dividedHalfAwayFromZero(by: 2)
            guard let mean, PowersOfTen.fits(mean, precision: DataType.maximumPrecision) else {
                throw AggregateFault(group: order[index], reason: .decimalOverflow)
            }
            means.put(mean)
        }
        return means.finish()
    }

    private static func floatMeans(
        _ low: Values<Image>,
        _ high: Values<Image>,
        _ validity: ValidityBitmap?
    ) -> Column {
        var means = ValuesBuilder<Double>(capacity: low.count)
        for index in 0..<low.count {
            let left = Int64.double(of: Int64(low[index]))
            let right = Int64.double(of: Int64(high[index]))
            means.put(left == right ? left : left / 2 + right / 2)
        }
        return .float64(PrimitiveArray(means.finish(), validity: validity))
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

/// Groups by key with the state of every call for each group, over the rows of one worker or the groups of one
/// partition.
///
/// What it comes to depends only on the rows and their places: neither on batches, layouts or workers, nor on the order
/// of merging. The values of calls with `distinct` come from elsewhere, each once.
final class GroupedAggregation: @unchecked Sendable {
    // Sendable because it has one owner at a time: a worker, or whoever holds the lock of its partition.

    let fields: [Field]
    let calls: [TypedAggregate]
    var table: GroupTable
    let accumulators: [any Accumulator]

    /// Starts without rows; without `fields` with one group.
    init(keys fields: [Field], calls: [TypedAggregate]) {
        self.fields = fields
        self.calls = calls
        table = GroupTable(fields)
        accumulators = calls.map { $0.makeAccumulator() }
    }

    /// Starts with the groups of a table and their states of one call.
    init(
        table: consuming GroupTable,
        calls: [TypedAggregate],
        _ accumulator: any Accumulator,
        ofCall number: Int
    ) {
        fields = table.fields
        self.calls = calls
        self.table = table
        accumulators = calls.indices.map {
            $0 == number ? accumulator : calls[$0].makeAccumulator()
        }
    }

    /// About how much memory it holds.
    var byteCount: Int {
        accumulators.reduce(table.byteCount) { $0 + $1.byteCount }
    }

    /// Writes the groups of each part, with the states of the calls that are `written`.
    func write(_ parts: GroupParts, calls written: [Bool]) -> [Bytes] {
        let writers = (0..<parts.count).map { _ in StateWriter() }
        table.write(parts, to: writers)
        for (index, accumulator) in accumulators.enumerated() {
            for writer in writers { writer.put(written[index]) }
            if written[index] { accumulator.write(parts, to: writers) }
        }
        return writers.map { $0.finish() }
    }

    /// Adds the groups of one written part that belong to a pass.
    func merge(_ block: Bytes, pass: HashPass = .whole) {
        var reader = StateReader(block)
        let mapping = table.merge(&reader, pass: pass)
        if pass.count > 1, (0..<mapping.count).allSatisfy({ mapping[$0] == .leftOut }) { return }
        for accumulator in accumulators where reader.take(Bool.self) {
            accumulator.merge(&reader, mapping: mapping, groupCount: table.groupCount)
        }
    }

    /// The groups in the order in which they first appear in the source.
    ///
    /// - Throws: The fault of the first call that has one, for the first such group.
    func finish() throws(PlacedFault) -> PlacedGroups {
        let order = table.orderByFirstAppearance()
        var results: [Column] = []
        for (index, accumulator) in accumulators.enumerated() {
            do throws(AggregateFault) {
                results.append(try accumulator.finish(order: order))
            } catch {
                throw PlacedFault(
                    call: index,
                    isResult: error.reason.isOfResult,
                    place: table.firstPlaces[Int(error.group)],
                    error: error.described(calls[index], group: table.describe(error.group))
                )
            }
        }
        return PlacedGroups(
            columns: table.keyColumns(order: order) + results,
            places: table.places(order: order)
        )
    }
}

/// Finished groups with the places of their first appearance, ascending.
struct PlacedGroups: Sendable {
    /// The `by` columns, then one per call.
    let columns: [Column]
    let places: Values<Place>

    init(columns: [Column], places: Values<Place>) {
        self.columns = columns
        self.places = places
    }
}

/// A fault of one group, to be compared with those of other partitions.
struct PlacedFault: Error {
    let call: Int
    /// Whether it is of the result; the currencies of all groups are looked at before any result.
    let isResult: Bool
    let place: Place
    let error: PipelineError

    /// Whether this is the one to report: that of the first call, for the first group.
    func isBefore(_ other: PlacedFault) -> Bool {
        (call, isResult ? 1 : 0, place) < (other.call, other.isResult ? 1 : 0, other.place)
    }
}

extension AggregateFault.Reason {
    fileprivate var isOfResult: Bool {
        if case .currencies = self { return false }
        return true
    }
}

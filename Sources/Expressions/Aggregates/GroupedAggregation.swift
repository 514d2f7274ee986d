// SPDX-License-Identifier: Apache-2.0

package import Columnar
package import Diagnostics

/// A whole `aggregate`: groups rows by keys and keeps the state of every call for each group.
///
/// Each worker fills one of its own; they are merged at the end. The result depends only on the rows and their places:
/// neither on batches, layouts or workers, nor on the order of merging.
///
/// All state is keyed by group number, and groups by their key, so that an owner of many can tell them apart by a hash
/// of the key and hold one aggregation per hash partition: the unit in which groups will be spilled.
package final class GroupedAggregation: @unchecked Sendable {
    // Sendable because it has one owner at a time: a worker fills it and hands it on whole.

    private let calls: [TypedAggregate]
    private var table: GroupTable
    private let accumulators: [any Accumulator]

    /// Starts without rows.
    ///
    /// - Parameters:
    ///   - keys: The `by` columns, at most `keyLimit`; none makes one group, which is there even without rows.
    ///   - calls: The aggregate calls.
    package init(keys: [Field], calls: [TypedAggregate]) {
        self.calls = calls
        table = GroupTable(keys)
        accumulators = calls.map { $0.makeAccumulator() }
    }

    /// How many `by` columns there may be.
    package static var keyLimit: Int { KeyLayout.columnLimit }

    /// How many groups there are.
    package var groupCount: Int { table.groupCount }

    /// About how much memory it holds.
    package var byteCount: Int {
        accumulators.reduce(table.byteCount) { $0 + $1.byteCount }
    }

    /// Adds the rows of one batch.
    ///
    /// - Parameters:
    ///   - keys: The key columns, of the types given at the start.
    ///   - arguments: For each call its argument, nil for `count(*)`.
    ///   - filters: For each call the rows that its `filter (where …)` keeps, nil for all.
    ///   - rowCount: The length of all of them.
    ///   - firstPlace: The place of the first row; each further row stands one further on. No two rows of a run may
    ///     have the same place.
    /// - Complexity: O(rows x calls).
    package func update(
        keys: [Column],
        arguments: [Column?],
        filters: [Bitmap?],
        rowCount: Int,
        firstPlace: Place
    ) {
        precondition(arguments.count == calls.count, "one argument per call")
        precondition(filters.count == calls.count, "one filter per call")
        let groups = table.groups(for: keys, rowCount: rowCount, firstPlace: firstPlace)
        for (index, accumulator) in accumulators.enumerated() {
            let input = AggregateInput(
                argument: arguments[index],
                selected: filters[index],
                groups: groups,
                groupCount: table.groupCount,
                firstPlace: firstPlace
            )
            accumulator.update(input)
        }
    }

    /// Adds everything that another aggregation of the same keys and calls has gathered; `other` is then spent.
    ///
    /// - Complexity: O(groups and distinct values of `other`).
    package func merge(_ other: GroupedAggregation) {
        let mapping = table.merge(other.table)
        for (mine, theirs) in zip(accumulators, other.accumulators) {
            mine.merge(theirs, mapping: mapping, groupCount: table.groupCount)
        }
    }

    /// The groups in the order in which they first appear in the source.
    ///
    /// - Throws: `.aggregateOverflow`, `.aggregateCurrencies` or `.aggregateNotFinite` for the first call that has such
    ///   a group, naming the first such group.
    package func finish() throws(PipelineError) -> AggregateTable {
        let order = table.orderByFirstAppearance()
        var results: [Column] = []
        for (call, accumulator) in zip(calls, accumulators) {
            do throws(AggregateFault) {
                results.append(try accumulator.finish(order: order))
            } catch {
                throw error.described(call, group: table.describe(error.group))
            }
        }
        return AggregateTable(
            keys: table.keyColumns(order: order),
            results: results,
            rowCount: order.count
        )
    }
}

/// The rows that an aggregation comes to, as plain columns that may be longer than a batch.
package struct AggregateTable: Sendable {
    /// The `by` columns.
    package let keys: [Column]
    /// One column per call.
    package let results: [Column]
    /// How many groups there are.
    package let rowCount: Int
}

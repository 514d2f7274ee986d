// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Passes the first `rows` rows on, then lets the fetch stop early.
struct LimitTransform: OrderedTransform {
    static let spec = StageSpec(
        "limit",
        "Keep the first rows.",
        .int("rows", "How many to keep."),
        example: """
            - transform: limit
              rows: 100
            """
    )

    private var remaining: Int

    init(_ options: StageOptions) throws {
        remaining = options.int("rows")
    }

    func outputSchema(for input: Schema) throws -> Schema { input }

    mutating func apply(_ batch: RecordBatch) throws -> TransformResult {
        .prefix(of: batch, taking: &remaining)
    }
}

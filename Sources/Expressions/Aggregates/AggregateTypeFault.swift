// SPDX-License-Identifier: Apache-2.0

/// Why an aggregate cannot take a column of some type, without the place in the expression.
package struct AggregateTypeFault: Error, Sendable, Hashable {
    /// One sentence without a full stop.
    package let message: String
    /// What to write instead; nil when there is nothing to advise.
    package let fix: String?
}

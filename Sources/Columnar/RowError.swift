// SPDX-License-Identifier: Apache-2.0

public import Diagnostics

/// What went wrong on one row of a batch, before it is known where that row came from.
public struct RowError: Error, Sendable, Hashable {
    /// The row's slot in the batch, from 0.
    public let row: Int
    /// The stable code.
    public let code: ErrorCode
    /// One sentence without a full stop.
    public let message: String
    /// What to do; nil when there is nothing to advise.
    public let fix: String?

    /// Describes the fault of one row.
    public init(row: Int, code: ErrorCode, message: String, fix: String? = nil) {
        self.row = row
        self.code = code
        self.message = message
        self.fix = fix
    }
}

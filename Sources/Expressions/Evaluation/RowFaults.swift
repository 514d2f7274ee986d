// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Keeps the fault of the lowest row, and of two on one row the one met first.
///
/// Evaluation goes on after a fault, since a later part may fail on an earlier row; so what is
/// reported does not depend on the order in which whole columns are computed.
struct RowFaults {
    private(set) var first: RowError?

    /// Keeps the fault if no row below has one.
    mutating func report(_ row: Int, _ wording: RowFault) {
        if let first, first.row <= row { return }
        first = RowError(row: row, code: wording.code, message: wording.message, fix: wording.fix)
    }

    /// Keeps a fault found in another place, at another row.
    mutating func report(_ row: Int, _ error: RowError) {
        report(row, RowFault(error.code, error.message, fix: error.fix))
    }
}

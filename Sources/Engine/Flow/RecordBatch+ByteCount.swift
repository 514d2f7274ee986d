// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension RecordBatch {
    /// About how much memory the rows hold; what several batches share is counted for each.
    var byteCount: Int {
        columns.reduce(0) { $0 + $1.byteCount }
    }
}

extension Column {
    fileprivate var byteCount: Int {
        switch self {
        case .boolean(let array): array.count / 8
        case .int64(let array), .timestamp(let array): array.count * 8
        case .float64(let array): array.count * 8
        case .decimal(let array, _, _): array.count * 16
        case .money(let array): array.count * 8
        case .date(let array): array.count * 4
        case .text(let array), .json(let array): array.count * 4 + array.bytes.count
        }
    }
}

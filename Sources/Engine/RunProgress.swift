// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How far a run is: counters that workers raise and a progress line reads at any time.
package final class RunProgress: Sendable {
    /// The counters at one instant.
    package struct Snapshot: Sendable, Hashable {
        /// Partitions known so far, over all fetch stages.
        package var partitionCount = 0
        /// Partitions read to their end.
        package var finishedPartitionCount = 0
        /// Pages that arrived.
        package var pageCount = 0
        /// Bytes of pages that arrived.
        package var byteCount = 0
        /// Rows decoded.
        package var rowCount = 0
    }

    private let counters = Mutex(Snapshot())

    /// Starts at zero.
    package init() {}

    /// The counters now.
    package var snapshot: Snapshot { counters.withLock { $0 } }

    /// Raises counters; called once per page or morsel, never per row.
    func raise(_ change: (inout Snapshot) -> Void) {
        counters.withLock { change(&$0) }
    }
}

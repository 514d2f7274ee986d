// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Engine
@testable import Fjord

@Suite("Progress line")
struct ProgressDisplayTests {
    private let display = ProgressDisplay(style: .plain, title: "daily-sales 2026-10")

    @Test("rows, pages, partitions, rate and time left")
    func halfway() {
        var snapshot = RunProgress.Snapshot()
        (snapshot.rowCount, snapshot.pageCount) = (120_000, 130)
        (snapshot.finishedPartitionCount, snapshot.partitionCount) = (62, 93)
        #expect(
            display.line(for: snapshot, after: .seconds(8))
                == "daily-sales 2026-10: 120,000 rows, 130 pages, 62 of 93 partitions, "
                + "15,000 rows/s, 4.0 s left"
        )
    }

    @Test("nothing known yet")
    func start() {
        #expect(
            display.line(for: RunProgress.Snapshot(), after: .zero)
                == "daily-sales 2026-10: 0 rows, 0 pages, 0 rows/s"
        )
    }

    @Test("no guess before the first partition is done")
    func firstPartition() {
        var snapshot = RunProgress.Snapshot()
        (snapshot.rowCount, snapshot.pageCount, snapshot.partitionCount) = (10, 1, 2)
        #expect(
            display.line(for: snapshot, after: .seconds(2))
                == "daily-sales 2026-10: 10 rows, 1 pages, 0 of 2 partitions, 5 rows/s"
        )
    }
}

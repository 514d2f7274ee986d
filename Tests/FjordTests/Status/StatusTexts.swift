// SPDX-License-Identifier: Apache-2.0

import Columnar
import FjordKit

@testable import Fjord
@testable import Runs

/// Records as state gives them, for the tests of what is shown.
enum StatusTexts {
    /// 2026-11-05T08:30:00Z.
    static let now: Int64 = 1_793_867_400_000_000

    static func window(_ first: String, _ last: String? = nil) -> DateWindow? {
        CalendarDate(iso: first).flatMap { first in
            CalendarDate(iso: last ?? first.description).map { DateWindow(first: first, last: $0) }
        }
    }

    static func run(
        _ number: Int64,
        _ state: RunRecord.State = .done,
        window: DateWindow? = window("2026-11-04"),
        isProduction: Bool = true
    ) -> RunRecord {
        RunRecord(
            number: number,
            pipeline: "sales",
            file: "sales.yaml",
            window: window,
            batch: nil,
            state: state,
            isProduction: isProduction,
            startMicroseconds: now - 9_000_000_000,
            finishMicroseconds: state == .running ? nil : now - 8_998_750_000,
            version: "0.1.0",
            errorCode: nil,
            errorText: nil,
            rowCount: state == .running ? nil : 1_200,
            requestCount: state == .running ? nil : 65,
            retryCount: state == .running ? nil : 3,
            byteCount: state == .running ? nil : 1_200_000,
            partitionCount: state == .running ? nil : 62,
            outputCount: state == .done ? 2 : 0
        )
    }

    static func report(
        _ state: WindowReport.State,
        _ window: DateWindow?,
        error: String? = nil
    ) -> WindowReport {
        WindowReport(
            window: window,
            state: state,
            recordedMicroseconds: now - 86_400_000_000,
            deliveredMicroseconds: state == .failed ? nil : now - 172_800_000_000,
            run: 7,
            errorText: error,
            partitions: []
        )
    }

    static func series(
        _ windows: [WindowReport],
        isProduction: Bool = true,
        identity: String = "vipps identity=a"
    ) -> WindowSeries {
        WindowSeries(
            isProduction: isProduction,
            parameterHash: "e3b0c44298fc1c14",
            connectionIdentity: identity,
            windows: windows
        )
    }

    static func status(
        _ series: [WindowSeries],
        spec: WindowSpec? = nil,
        last: RunRecord = run(17),
        batch: Int? = nil,
        cursors: [RecordedCursor] = []
    ) -> PipelineStatus {
        PipelineStatus(
            name: "sales",
            file: "sales.yaml",
            spec: spec,
            record: PipelineRecord(
                name: "sales",
                lastRun: last,
                lastCommit: last.state == .done ? last : run(12),
                batch: batch,
                series: series,
                cursors: cursors
            )
        )
    }
}

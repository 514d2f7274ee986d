// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Runs

extension PipelineStatus {
    /// One pipeline as scripts read it.
    struct Record: Encodable {
        let pipeline: String
        let file: String?
        let lastRun: RecordJSON.Run?
        let lastDelivery: RecordJSON.Run?
        let batch: Int?
        let series: [Series]
        let cursors: [Cursor]

        struct Series: Encodable {
            let production: Bool
            let connections: [String]
            let parameterHash: String
            let windows: [Window]
            /// Windows of the grid that never ran.
            let missing: [RecordJSON.Window]
        }

        struct Window: Encodable {
            let window: RecordJSON.Window?
            let state: String
            let recorded: String
            let delivered: String?
            let run: Int64
            let error: String?
            let command: String?
            let partitions: [RecordJSON.Partition]
        }

        struct Cursor: Encodable {
            let production: Bool
            let stage: String
            let partition: String
            let moved: String
            let run: Int64
        }
    }

    /// What is encoded.
    func json(at now: Int64) -> Record {
        Record(
            pipeline: name,
            file: file,
            lastRun: (record?.lastRun).map(RecordJSON.Run.init),
            lastDelivery: (record?.lastCommit).map(RecordJSON.Run.init),
            batch: record?.batch,
            series: (record?.series ?? []).map { series in
                Record.Series(
                    production: series.isProduction,
                    connections: series.connectionIdentity.split(separator: "\n").map(String.init),
                    parameterHash: series.parameterHash,
                    windows: series.windows.map { json($0, isProduction: series.isProduction) },
                    missing: (calendar(of: series, at: now)?.missing ?? [])
                        .map(RecordJSON.Window.init)
                )
            },
            cursors: (record?.cursors ?? []).map {
                Record.Cursor(
                    production: $0.isProduction,
                    stage: $0.stage,
                    partition: $0.key,
                    moved: Instants.iso($0.recordedMicroseconds),
                    run: $0.run
                )
            }
        )
    }

    private func json(_ window: WindowReport, isProduction: Bool) -> Record.Window {
        Record.Window(
            window: window.window.map(RecordJSON.Window.init),
            state: window.state.rawValue,
            recorded: Instants.iso(window.recordedMicroseconds),
            delivered: window.deliveredMicroseconds.map(Instants.iso),
            run: window.run,
            error: window.errorText,
            command: window.state == .failed
                ? command(for: window.window, isProduction: true) : nil,
            partitions: window.partitions.map(RecordJSON.Partition.init)
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation
import Runs

/// The JSON that `status` and `runs` print: sorted keys in snake case, instants as texts in UTC, absent what is not known.
enum RecordJSON {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    struct Window: Encodable {
        let label: String
        let first: String
        let last: String
    }

    struct Run: Encodable {
        let run: Int64
        let pipeline: String
        let file: String?
        let window: Window?
        let batch: Int?
        let state: String
        let production: Bool
        let started: String
        let finished: String?
        let seconds: Double?
        let version: String
        let rows: Int?
        let requests: Int?
        let retries: Int?
        let bytes: Int?
        let partitions: Int?
        let files: Int
        let errorCode: String?
        let error: String?
    }

    struct Detail: Encodable {
        let run: Run
        let stages: [Stage]
        let outputs: [Output]
        let partitions: [Partition]
        let findings: [Finding]
    }

    struct Stage: Encodable {
        let id: String
        let type: String
        let rowsIn: Int
        let rowsOut: Int
        let busySeconds: Double?
    }

    struct Output: Encodable {
        let path: String
        let rows: Int?
        let bytes: Int
        let sha256: String
    }

    struct Partition: Encodable {
        let fetch: String
        let partition: String
        let state: String
        let rows: Int
        let sums: [String: String]
        let hash: String?
    }

    struct Finding: Encodable {
        let stage: String
        let level: String
        let rule: String
        let message: String
        let count: Int
    }
}

extension RecordJSON.Run {
    init(_ run: RunRecord) {
        self.init(
            run: run.number,
            pipeline: run.pipeline,
            file: run.file,
            window: run.window.map(RecordJSON.Window.init),
            batch: run.batch,
            state: run.state.rawValue,
            production: run.isProduction,
            started: Instants.iso(run.startMicroseconds),
            finished: run.finishMicroseconds.map(Instants.iso),
            seconds: run.seconds.map { ($0 * 1_000).rounded() / 1_000 },
            version: run.version,
            rows: run.rowCount,
            requests: run.requestCount,
            retries: run.retryCount,
            bytes: run.byteCount,
            partitions: run.partitionCount,
            files: run.outputCount,
            errorCode: run.errorCode,
            error: run.errorText
        )
    }
}

extension RecordJSON.Window {
    init(_ window: DateWindow) {
        self.init(
            label: window.label,
            first: window.first.description,
            last: window.last.description
        )
    }
}

extension RecordJSON.Partition {
    init(_ partition: RecordedPartition) {
        self.init(
            fetch: partition.stageType,
            partition: partition.key,
            state: partition.state,
            rows: partition.rowCount,
            sums: partition.sums.reduce(into: [:]) { $0[$1.currency] = $1.amount },
            hash: partition.inputHash
        )
    }
}

extension RecordJSON.Detail {
    init(_ detail: RunRecordDetail) {
        self.init(
            run: RecordJSON.Run(detail.run),
            stages: detail.stages.map { stage in
                RecordJSON.Stage(
                    id: stage.id,
                    type: stage.type,
                    rowsIn: stage.rowsIn,
                    rowsOut: stage.rowsOut,
                    busySeconds: stage.busyMicroseconds.map { Double($0) / 1_000_000 }
                )
            },
            outputs: detail.outputs.map {
                RecordJSON.Output(
                    path: $0.path,
                    rows: $0.rowCount,
                    bytes: $0.byteCount,
                    sha256: $0.sha256
                )
            },
            partitions: detail.partitions.map(RecordJSON.Partition.init),
            findings: detail.findings.map {
                RecordJSON.Finding(
                    stage: $0.stage,
                    level: $0.level,
                    rule: $0.rule,
                    message: $0.message,
                    count: $0.count
                )
            }
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Digests
import enum FjordKit.Finality
import struct FjordKit.Finding

/// The file that tells what a run read and wrote: the same inputs and definition give the same
/// bytes.
struct Manifest {
    let description: RunDescription
    let result: RunResult
    /// The outputs under the names they take, in the order of `result.outputs`.
    let outputs: [CommittedOutput]

    /// The file's text.
    var text: String { json.pretty() + "\n" }

    private var json: JSONText {
        .object([
            ("fjord", .text(description.version)),
            ("pipeline", .text(description.pipeline)),
            ("pipeline_hash", .text(description.pipelineHash)),
            ("window", window),
            ("batch", description.batch.map { .number($0) } ?? .null),
            ("state", .text(result.finality.rawValue)),
            ("production", .boolean(description.isProduction)),
            ("parameters", parameters),
            ("connections", connections),
            ("partitions", .list(result.partitions.map(Self.partition))),
            ("outputs", .list(zip(result.outputs, outputs).map(Self.output))),
            ("unknown_fields", unknownFields),
            ("findings", .list(result.findings.map(Self.finding))),
        ])
    }

    private var window: JSONText {
        guard let window = description.window else { return .null }
        return .object([
            ("label", .text(window.label)),
            ("first", .text(window.first.description)),
            ("last", .text(window.last.description)),
        ])
    }

    private var parameters: JSONText {
        .object(
            description.parameters.sorted { $0.name < $1.name }.map { ($0.name, .text($0.value)) }
        )
    }

    private var connections: JSONText {
        .list(
            description.connections.sorted { $0.name < $1.name }.map { connection in
                .object([
                    ("name", .text(connection.name)),
                    ("type", .text(connection.type)),
                    ("settings", .object(connection.settings.map { ($0.key, .text($0.value)) })),
                    // Tells identities apart even where a setting is secret and so masked.
                    ("fingerprint", .text(Digest.hex(of: connection.text))),
                ])
            }
        )
    }

    private static func partition(_ partition: PartitionResult) -> JSONText {
        .object([
            ("stage", .text(partition.stage)),
            ("fetch", .text(partition.stageType)),
            ("partition", .text(partition.key)),
            ("state", .text(partition.finality.rawValue)),
            ("rows", .number(partition.rowCount)),
            ("sums", .sums(partition.sums)),
            ("hash", .optional(partition.inputHash)),
        ])
    }

    private static func finding(_ finding: Finding) -> JSONText {
        .object([
            ("stage", .text(finding.stage)),
            ("level", .text(finding.level.rawValue)),
            ("rule", .text(finding.rule)),
            ("message", .text(finding.message)),
            ("count", .number(finding.count)),
            ("examples", .list(finding.examples.map { .text($0) })),
        ])
    }

    private static func output(_ result: OutputResult, _ committed: CommittedOutput) -> JSONText {
        .object([
            ("path", .text(committed.path)),
            ("sink", .text(result.sink)),
            ("input", .text(result.input)),
            ("rows", .number(result.rowCount)),
            ("bytes", .number(committed.byteCount)),
            ("sha256", .text(committed.sha256)),
            ("totals", .object(result.totals.map { ($0.column, .sums($0.sums)) })),
        ])
    }

    private var unknownFields: JSONText {
        let sorted = result.unknownFields.sorted { ($0.stage, $0.field) < ($1.stage, $1.field) }
        return .list(
            sorted.map {
                .object([
                    ("stage", .text($0.stage)),
                    ("field", .text($0.field)),
                    ("entries", .number($0.count)),
                ])
            }
        )
    }
}

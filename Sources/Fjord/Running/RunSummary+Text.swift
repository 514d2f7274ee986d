// SPDX-License-Identifier: Apache-2.0

import Foundation
import FjordKit
import Runs

extension RunSummary {
    /// What a person reads at the end of a run.
    var text: String {
        var lines = [headline]
        let rows = committed.outputs.map { output in
            [
                "  " + shownPath(output.path),
                output.rowCount.map { Figures.counted($0, "row") } ?? "",
                Figures.bytes(output.byteCount),
            ]
        }
        lines += TextTable.lines(rows)
        if !provisionalPartitions.isEmpty {
            let count = provisionalPartitions.count
            lines.append(
                "  \(count) of \(partitionCount) partitions may still change, so the outputs are provisional: "
                    + provisionalPartitions.prefix(3).joined(separator: ", ")
                    + (count > 3 ? " and \(count - 3) more" : "")
            )
        }
        lines += findings.flatMap(\.lines).map { "  " + $0 }
        return lines.joined(separator: "\n")
    }

    private var headline: String {
        let name = [pipeline, window, batch.map { "batch \($0)" }].compactMap { $0 }
            .joined(separator: " ")
        let partitions = partitionCount == 0 ? [] : [Figures.counted(partitionCount, "partition")]
        let read = ([Figures.counted(rowsRead, "row")] + partitions).joined(separator: " from ")
        let retries = retryCount == 0 ? "" : ", \(Figures.grouped(retryCount)) repeated"
        return "\(name): \(read), \(Figures.counted(requestCount, "request"))\(retries), "
            + Figures.duration(seconds)
    }

    /// Relative to the current folder where the file lies in it, so that it can be opened as shown.
    private func shownPath(_ path: String) -> String {
        let absolute = path.hasPrefix("/") ? path : "\(folder)/\(path)"
        let here = FileManager.default.currentDirectoryPath + "/"
        return absolute.hasPrefix(here) ? String(absolute.dropFirst(here.count)) : absolute
    }

    /// What a script reads: one JSON object.
    var json: String {
        JSONResult.text(
            Record(
                pipeline: pipeline,
                window: window,
                batch: batch,
                state: committed.finality,
                rowsRead: rowsRead,
                partitions: partitionCount,
                provisionalPartitions: provisionalPartitions,
                requests: requestCount,
                retries: retryCount,
                seconds: (seconds * 1_000).rounded() / 1_000,
                folder: folder,
                findings: findings.map(Record.Finding.init),
                outputs: outputs
            )
        )
    }

    /// The files that the run put in place.
    var outputs: [WrittenOutput] { committed.outputs.map(WrittenOutput.init) }

    private struct Record: Encodable {
        let pipeline: String
        let window: String?
        let batch: Int?
        let state: Finality
        let rowsRead: Int
        let partitions: Int
        let provisionalPartitions: [String]
        let requests: Int
        let retries: Int
        let seconds: Double
        let folder: String
        let findings: [Finding]
        let outputs: [WrittenOutput]

        struct Finding: Encodable {
            let stage: String
            let level: String
            let rule: String
            let message: String
            let count: Int
            let examples: [String]

            init(_ finding: FjordKit.Finding) {
                stage = finding.stage
                level = finding.level.rawValue
                rule = finding.rule
                message = finding.message
                count = finding.count
                examples = finding.examples
            }
        }
    }
}

/// A file that a run put in place, as scripts read it.
struct WrittenOutput: Encodable {
    let path: String
    let rows: Int?
    let bytes: Int
    let sha256: String

    init(_ output: CommittedOutput) {
        path = output.path
        rows = output.rowCount
        bytes = output.byteCount
        sha256 = output.sha256
    }
}

/// How results are written for scripts.
enum JSONResult {
    /// A value over several lines, keys in snake_case and in order.
    static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

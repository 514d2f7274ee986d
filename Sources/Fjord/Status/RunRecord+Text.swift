// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Runs

extension RunRecord {
    /// Runs as a table with its head, as a person reads it.
    static func lines(_ runs: [RunRecord]) -> [String] {
        let head = ["run", "pipeline", "window", "state", "started (UTC)", "took", "rows", "files"]
        let rows = runs.map { run in
            [
                String(run.number), run.pipeline, run.covers, run.stateText,
                Instants.seconds(run.startMicroseconds), run.seconds.map(Figures.duration) ?? "",
                run.rowCount.map(Figures.grouped) ?? "", Figures.grouped(run.outputCount),
            ]
        }
        return TextTable.lines([head] + rows, rightAligned: [0, 5, 6, 7])
    }

    /// The window or the batch; empty for a run of neither.
    var covers: String { window?.label ?? batch.map { "batch \($0)" } ?? "" }
}

extension RunRecordDetail {
    /// How many partitions are listed.
    private static let shownPartitionCount = 20

    /// What a person reads of one run.
    var lines: [String] {
        let name = [run.pipeline, run.covers].filter { !$0.isEmpty }.joined(separator: " ")
        return ["run \(run.number): \(name), \(run.stateText)", "  " + timeLine] + readLine
            + section("stages", stageRows, rightAligned: [2, 3, 4]) + outputLines + partitionLines
            + findingLines + errorLines
    }

    private var timeLine: String {
        let took = run.seconds.map { ", took \(Figures.duration($0))" } ?? ""
        return "started \(Instants.seconds(run.startMicroseconds)) UTC\(took), fjord \(run.version)"
    }

    private var readLine: [String] {
        guard let rows = run.rowCount, let bytes = run.byteCount, let requests = run.requestCount
        else { return [] }
        let partitions = run.partitionCount ?? 0
        let from = partitions == 0 ? "" : " from \(Figures.counted(partitions, "partition"))"
        let retries = run.retryCount ?? 0
        let repeated = retries == 0 ? "" : ", \(Figures.grouped(retries)) repeated"
        return [
            "  read \(Figures.counted(rows, "row"))\(from), \(Figures.bytes(bytes)), "
                + "\(Figures.counted(requests, "request"))\(repeated)"
        ]
    }

    private var stageRows: [[String]] {
        if stages.isEmpty { return [] }
        return [["stage", "type", "rows in", "rows out", "busy"]]
            + stages.map { stage in
                [
                    stage.id, stage.type, Figures.grouped(stage.rowsIn),
                    Figures.grouped(stage.rowsOut),
                    stage.busyMicroseconds.map { Figures.milliseconds($0) } ?? "",
                ]
            }
    }

    private var outputLines: [String] {
        section(
            "outputs",
            outputs.map {
                [
                    $0.path, $0.rowCount.map { Figures.counted($0, "row") } ?? "",
                    Figures.bytes($0.byteCount), "sha256 \($0.sha256)",
                ]
            }
        )
    }

    private var partitionLines: [String] {
        let shown = partitions.prefix(Self.shownPartitionCount)
        let rest = partitions.count - shown.count
        let again = max(0, (run.partitionCount ?? 0) - partitions.count)
        return section(
            "partitions",
            shown.map { partition in
                [
                    partition.key, partition.state, Figures.counted(partition.rowCount, "row"),
                    partition.sums.map { "\($0.amount) \($0.currency)" }.joined(separator: ", "),
                ]
            }
        ) + (rest > 0 ? ["  and \(Figures.grouped(rest)) more, which --json lists"] : [])
            + (again > 0
                ? ["  \(Figures.counted(again, "partition")) read again by later runs"] : [])
    }

    private var findingLines: [String] {
        if findings.isEmpty { return [] }
        return ["", "findings"]
            + findings.map { "  \($0.level): stage \($0.stage), rule '\($0.rule)': \($0.message)" }
    }

    private var errorLines: [String] {
        guard let text = run.errorText else { return [] }
        return [""] + text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// A titled table; nothing if it has no rows.
    private func section(
        _ title: String,
        _ rows: [[String]],
        rightAligned: Set<Int> = []
    ) -> [String] {
        if rows.isEmpty { return [] }
        return ["", title]
            + TextTable.lines(rows, rightAligned: rightAligned).map {
                ("  " + $0).trimmingSuffix(while: { $0 == " " })
            }
    }
}

extension String {
    /// The text without the characters at its end for which `isDropped` holds.
    fileprivate func trimmingSuffix(while isDropped: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, isDropped(last) { text = text.dropLast() }
        return String(text)
    }
}

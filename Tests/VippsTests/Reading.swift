// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Vipps

/// All partitions of a stage with what follows it, as a run reads them.
struct WholeReading {
    var keys: [String] = []
    var rows: Rows = []
    var findings: [Finding] = []
    var finality: [Finality] = []
    var cursors: [String: String] = [:]
    var summary = PageSummary()

    /// Reads everything, giving the following transform batches of at most `batchSize` rows.
    init(
        _ stage: any FetchStage,
        in context: FetchContext,
        batchSize: Int = 16_384,
        memory: Int = 1 << 20
    ) async throws {
        var following: (any OrderedTransform)?
        var collector: (any RowCollector)?
        switch stage.following {
        case .ordered(let transform): following = transform
        case .wholeRun(let transform):
            let scratch = ScratchSpace(memoryByteCount: memory, folder: "/var/tmp")
            let schema = try #require(stage.schema)
            collector = try transform.makeCollector(for: [schema], in: scratch)
        case nil: break
        }
        for partition in try await stage.partitions(in: context) {
            keys.append(partition.key)
            var pages: [Page] = []
            var source = stage.pages(of: partition, in: context)
            reading: while true {
                switch try await source.next() {
                case .page(let page): pages.append(page)
                case .end(let end):
                    finality.append(end)
                    break reading
                case .endOfFeed(let cursor):
                    cursors[partition.key] = cursor
                    break reading
                }
            }
            var batches: [RecordBatch] = []
            var decoder = try stage.makeDecoder()
            for page in pages {
                summary.add(try decoder.decode(page, of: partition) { batches.append($0) })
            }
            summary.add(try decoder.flush { batches.append($0) })
            for batch in batches {
                for start in stride(from: 0, to: batch.rowCount, by: batchSize) {
                    let part = batch.slice(start..<min(start + batchSize, batch.rowCount))
                    try collector?.add(part, from: 0)
                    while let given = try collector?.next() { rows += given.rows }
                    guard let result = try following?.apply(part) else {
                        guard collector == nil else { continue }
                        rows += part.rows
                        continue
                    }
                    if case .rows(let given) = result { rows += given.rows }
                }
            }
        }
        try collector?.end(input: 0)
        while let given = try collector?.next() { rows += given.rows }
        findings = context.findings.findings + (try following?.finish() ?? [])
        findings += collector?.findings() ?? []
    }
}

extension Finding {
    /// The finding as one line.
    var line: String {
        "\(level.rawValue) \(rule) \(count): \(message)"
            + examples.map { "\n  \($0)" }.joined()
    }
}

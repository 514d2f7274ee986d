// SPDX-License-Identifier: Apache-2.0

import Engine
import FjordKit
import Runs

extension PartitionResult {
    /// What is recorded of a partition that the engine read to its end.
    init(
        _ result: RunReport.PartitionResult,
        in graph: StageGraph,
        connection: ConnectionIdentity?
    ) {
        let stage = graph.nodes[result.node]
        self.init(
            stage: stage.id,
            stageType: stage.type,
            options: stage.options,
            connection: connection,
            key: result.partition.key,
            finality: result.finality,
            rowCount: result.summary.rowCount,
            sums: CurrencySum.list(result.summary.totals),
            inputHash: result.summary.hashText,
            cursor: result.cursor
        )
    }
}

extension PageSummary {
    /// Count and hash of the records as one word; nil for a source whose records are not hashed.
    var hashText: String? {
        guard hash != 0 || rowCount == 0 else { return nil }
        let digits = String(hash, radix: 16)
        return "\(rowCount)-" + String(repeating: "0", count: max(0, 32 - digits.count)) + digits
    }
}

extension CurrencySum {
    /// Sums in major units, in order of their currencies.
    static func list(_ totals: [Currency: Int128]) -> [CurrencySum] {
        totals.map { currency, minorUnits in
            CurrencySum(
                currency: currency.description,
                amount: majorUnits(minorUnits, digits: currency.fractionDigits)
            )
        }.sorted { $0.currency < $1.currency }
    }

    /// `-0.07` for -7 with two digits.
    static func majorUnits(_ minorUnits: Int128, digits: Int) -> String {
        var text = String(minorUnits.magnitude)
        text = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        if digits > 0 { text.insert(".", at: text.index(text.endIndex, offsetBy: -digits)) }
        return minorUnits < 0 ? "-" + text : text
    }
}

extension StageGraph {
    /// Rows that all fetch stages gave, those of partitions that a `limit` cut short included.
    func fetchedRowCount(_ report: RunReport) -> Int {
        zip(nodes, report.stages).reduce(0) { sum, stage in
            if case .fetch = stage.0.operation { sum + stage.1.rowsOut } else { sum }
        }
    }

    /// What is recorded of each sink's file, in the order of the sinks.
    func outputResults(_ report: RunReport, _ files: [Int: OutputFile]) -> [OutputResult] {
        files.sorted { $0.key < $1.key }.map { position, file in
            let node = nodes[position]
            let totals = report.outputTotals[position, default: [:]].sorted { $0.key < $1.key }
            return OutputResult(
                file: file,
                sink: node.type,
                input: node.input.map { nodes[$0].id } ?? "",
                rowCount: report.stages[position].rowsIn,
                totals: totals.map { column, sums in
                    OutputResult.Total(
                        column: node.schema.fields[column].name,
                        sums: CurrencySum.list(sums)
                    )
                }
            )
        }
    }
}

extension RunReport {
    /// Fields that sources sent and their schemas lack.
    func unknownFields(in graph: StageGraph) -> [UnknownField] {
        var counts: [Int: [String: Int]] = [:]
        for part in partitions {
            counts[part.node, default: [:]].merge(part.summary.unknownFields, uniquingKeysWith: +)
        }
        return counts.flatMap { node, fields in
            fields.map { UnknownField(stage: graph.nodes[node].id, field: $0.key, count: $0.value) }
        }
    }
}

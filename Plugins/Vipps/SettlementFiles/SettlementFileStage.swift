// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Settlement reports as files: each is a partition, in the order of their paths.
struct SettlementFileStage: FetchStage {
    static let spec = StageSpec(
        "vipps.settlement_file",
        "Settlement reports downloaded from the portal or the old SFTP service: XML, zipped XML and CSV.",
        options: [
            OptionSpec(
                "path",
                .textList,
                "The files: paths or patterns, * and ? within a name, [a-z] one of some characters, ** any "
                    + "folders.",
                isRequired: true
            ),
            .choice(
                "format",
                "How they are written; auto goes by what each begins with.",
                SettlementFormat.allCases.map(\.rawValue)
            ),
            .choice(
                "rows",
                "One row per transaction, or per settlement with the totals that the file declares and "
                    + "those that its transactions add up to.",
                SettlementRows.allCases.map(\.rawValue)
            ),
        ],
        example: """
            - id: entries
              fetch: vipps.settlement_file
              path: [settlements/**/*.xml, settlements/**/*.xml.zip]
            """
    )
    static let isDated = false

    private let patterns: [String]
    private let format: SettlementFormat
    private let rows: SettlementRows
    private let plan: JSONDecodePlan

    init(_ options: StageOptions) throws {
        patterns = options.texts("path") ?? []
        guard !patterns.isEmpty else { throw SettlementFaults.noPaths(options) }
        guard let format = SettlementFormat(rawValue: options.text("format")),
            let rows = SettlementRows(rawValue: options.text("rows"))
        else { preconditionFailure("the spec lists all formats and rows") }
        self.format = format
        self.rows = rows
        plan = JSONDecodePlan(.lines, columns: rows.columns)
    }

    var schema: Schema? { plan.schema }

    func partitions(in context: FetchContext) async throws -> [Partition] {
        try await context.files(matching: patterns).map { file in
            Partition(key: file, date: nil, constants: ["file": file])
        }
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        SettlementPages(partition.key, format, rows, context)
    }

    func makeDecoder() -> any PageDecoder {
        RecordPageDecoder(plan, totalling: rows.totalColumn)
    }
}

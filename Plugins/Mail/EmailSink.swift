// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Makes a mail of its input: totals and rows, as plain text and as HTML, in a file that any mail
/// program opens.
struct EmailSink: BatchSink {
    static let spec = StageSpec(
        "email",
        "Write a mail with totals and a table, as an .eml file.",
        .text("from", "The sender, `a@b` or `Name <a@b>`."),
        OptionSpec("to", .textList, "The recipients.", isRequired: true),
        OptionSpec("cc", .textList, "Who receives a copy."),
        .text("subject", "The subject and heading; PROVISIONAL comes before it where it applies."),
        .optionalText(
            "text",
            "What stands above the figures; else the pipeline's description does."
        ),
        OptionSpec("totals", .columns, "Columns to total; by default each plain count and sum."),
        .int("max_rows", "How many rows the table shows at most.", in: 1...10_000, default: 200),
        .path("path", "Where the mail goes, `out/sales.eml`."),
        example: """
            - sink: email
              from: Reports <reports@example.com>
              to: [finance@example.com]
              subject: Sales ${window}
              path: out/${window}/sales.eml
            """
    )

    let path: String
    private let envelope: Envelope
    private let introduction: String?
    private let totals: [String]?
    private let maximumRowCount: Int
    /// Kept to place faults that show only with the input's columns.
    private let options: StageOptions

    init(_ options: StageOptions) throws {
        path = options.text("path")
        envelope = try Envelope(options)
        introduction = options.optionalText("text")
        totals = options.texts("totals")
        maximumRowCount = options.int("max_rows")
        self.options = options
    }

    func makeDocument(for input: SinkInput) throws -> any SinkDocument {
        let totals = try RunningTotals(
            of: totals ?? input.additiveColumns,
            in: input.schema,
            options
        )
        return EmailDocument(
            envelope: envelope,
            introduction: introduction,
            table: ReportTable(
                of: input.schema,
                totalled: Set(totals.columnNames),
                maximumRowCount: maximumRowCount
            ),
            totals: totals
        )
    }
}

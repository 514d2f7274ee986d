// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Writes batches as JSON lines: an object per row, every key in every row.
///
/// One owner at a time; reused, since its memory is.
public final class JSONLinesEncoder {
    private var rows: BatchTextEncoder

    /// Prepares to write batches of one schema; a column `owner.id` becomes the flat key `"owner.id"`.
    public init(schema: Schema) {
        let rules = TextRules(
            escaping: .json,
            null: "null",
            decimalSeparator: UInt8(ascii: "."),
            special: SpecialBytes(.quote, .backslash, .quote, .quote, below: 0x20)
        )
        var assembler = RowAssembler(terminator: schema.fields.isEmpty ? "{}\n" : "}\n")
        for (number, name) in schema.names.enumerated() {
            var key = ByteWriter(capacity: 64)
            key.append(number == 0 ? "{\"" : ",\"")
            key.appendEscapedJSON(name)
            key.append("\":")
            assembler.addColumn(prefix: key.text, openingQuote: "\"")
        }
        rows = BatchTextEncoder(schema, rules, assembler)
    }

    /// Appends one line per row; a row's bytes do not depend on its batch.
    ///
    /// - Throws: A double that is NaN or infinite, or an amount whose currency a reader could not know, naming the row;
    ///   what has been appended is then to be thrown away.
    public func encode(_ batch: RecordBatch, into writer: inout ByteWriter) throws(RowError) {
        try rows.encode(batch, into: &writer)
    }

    /// The one currency of each money column since the last call, by the column's name, where no `currency` column
    /// tells it.
    ///
    /// Encoders that write parts of one file must agree on it.
    public func takeCurrencies() -> [String: Currency] { rows.currencies.takeSingle() }
}

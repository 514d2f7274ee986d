// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// How a CSV file is written; by default as RFC 4180 says, but with LF.
public struct CSVOptions: Sendable, Hashable {
    /// What ends a line.
    public enum LineEnd: String, Sendable, Hashable {
        case lf
        case crlf
    }

    /// Between the values; one ASCII character.
    public var delimiter: Unicode.Scalar = ","
    /// Before the decimals of money, decimals and doubles; one ASCII character.
    public var decimalSeparator: Unicode.Scalar = "."
    /// What stands for a null; a text that looks like it is quoted.
    public var null = ""
    /// What ends a line.
    public var lineEnd = LineEnd.lf
    /// Whether the first line holds the names of the columns.
    public var hasHeader = true
    /// Whether the file begins with a UTF-8 byte order mark.
    public var hasByteOrderMark = false
    /// Whether text that a spreadsheet would take for a formula gets a `'` before it; numbers never do.
    public var guardsFormulas = false

    /// The default options.
    public init() {}
}

/// Writes batches as CSV.
///
/// One owner at a time; reused, since its memory is.
public final class CSVEncoder {
    private let schema: Schema
    private let options: CSVOptions
    private var rows: BatchTextEncoder

    /// Prepares to write batches of one schema.
    ///
    /// - Precondition: Delimiter and decimal separator are two different ASCII characters, neither of them a quote, a
    ///   digit, a minus or a line end; the null text needs no quotes.
    public init(schema: Schema, options: CSVOptions = CSVOptions()) {
        let delimiter = options.delimiter, separator = options.decimalSeparator
        precondition(delimiter != separator, "delimiter and decimal separator must differ")
        for mark in [delimiter, separator] {
            precondition(mark.isASCII, "'\(mark)' is not ASCII")
            precondition(
                !"\"-\r\n0123456789".unicodeScalars.contains(mark),
                "'\(mark)' cannot separate"
            )
        }
        let rules = Self.rules(options)
        let isPlain = !options.null.utf8.contains { rules.special.isSpecial($0) }
        precondition(isPlain, "the null text needs no quotes")
        self.schema = schema
        self.options = options
        var assembler = RowAssembler(terminator: Self.lineEnd(options))
        for number in schema.fields.indices {
            assembler.addColumn(prefix: number == 0 ? "" : String(Character(delimiter)))
        }
        rows = BatchTextEncoder(schema, rules, assembler)
    }

    /// What stands before the first row: byte order mark and header, as the options say.
    public func encodeHeader(into writer: inout ByteWriter) {
        if options.hasByteOrderMark { writer.append("\u{FEFF}") }
        guard options.hasHeader else { return }
        let rules = Self.rules(options)
        for (number, name) in schema.names.enumerated() {
            if number > 0 { writer.append(String(Character(options.delimiter))) }
            writer.append(Bytes(name), rules, isText: false)
        }
        writer.append(Self.lineEnd(options))
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

    private static func rules(_ options: CSVOptions) -> TextRules {
        let delimiter = UInt8(truncatingIfNeeded: options.delimiter.value)
        return TextRules(
            escaping: .csv(guardsFormulas: options.guardsFormulas),
            null: options.null,
            decimalSeparator: UInt8(truncatingIfNeeded: options.decimalSeparator.value),
            special: SpecialBytes(delimiter, .quote, 0x0D, 0x0A)
        )
    }

    private static func lineEnd(_ options: CSVOptions) -> String {
        options.lineEnd == .lf ? "\n" : "\r\n"
    }
}

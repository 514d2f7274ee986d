// SPDX-License-Identifier: Apache-2.0

/// How a CSV file is to be read; by default as RFC 4180 says.
///
/// Lines end with LF, CR LF or CR, also mixed. A value that begins with a quote ends with one and may hold delimiters,
/// line ends and doubled quotes, which stand for one; in a value that begins without one it is an ordinary character. Empty lines count for nothing,
/// except in a file of one column, where they are nulls. The text is UTF-8, with or without a byte order mark.
public struct CSVDialect: Sendable, Hashable {
    /// Between the values; one ASCII character.
    public var delimiter: Unicode.Scalar = ","
    /// Around values that hold what would end them; one ASCII character, nil if quotes mean nothing.
    public var quote: Unicode.Scalar? = "\""
    /// Before the decimals of a number; one ASCII character.
    public var decimalSeparator: Unicode.Scalar = "."
    /// What stands for a null where it is not in quotes.
    ///
    /// In columns that hold no text an empty value is always null, in quotes or not.
    public var nulls = [""]
    /// Whether the first line names the columns.
    public var hasHeader = true
    /// How many lines stand before the header or the first row and are passed over.
    public var skippedLineCount = 0

    /// The default dialect.
    public init() {}

    var delimiterByte: UInt8 { UInt8(truncatingIfNeeded: delimiter.value) }

    /// 0 if quotes mean nothing.
    var quoteByte: UInt8 { quote.map { UInt8(truncatingIfNeeded: $0.value) } ?? 0 }

    var decimalByte: UInt8 { UInt8(truncatingIfNeeded: decimalSeparator.value) }
}

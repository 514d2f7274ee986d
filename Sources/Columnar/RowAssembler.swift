// SPDX-License-Identifier: Apache-2.0

/// Where the text of one value stands while rows are put together.
public struct ValueText: BitwiseCopyable, Sendable {
    @usableFromInline let start: UInt32
    @usableFromInline let countAndFlags: UInt32

    /// A stretch of its column's source, or of the assembler's scratch.
    ///
    /// - Precondition: `count` is below 2^30.
    @inlinable
    @inline(__always)
    public init(start: Int, count: Int, isScratch: Bool = false, isQuoted: Bool = false) {
        self.start = UInt32(truncatingIfNeeded: start)
        countAndFlags =
            UInt32(truncatingIfNeeded: count) | (isScratch ? 1 << 31 : 0) | (isQuoted ? 1 << 30 : 0)
    }

    /// How many bytes it has.
    @inlinable
    @inline(__always)
    public var count: Int { Int(countAndFlags & 0x3FFF_FFFF) }

    /// Whether it stands in the assembler's scratch rather than in its column's source.
    @inlinable public var isScratch: Bool { countAndFlags >> 31 == 1 }

    /// Whether it is written between quotes.
    @inlinable public var isQuoted: Bool { countAndFlags >> 30 & 1 == 1 }
}

/// Puts rows of text together from the texts of their values, a block of rows at a time: columns are prepared one by
/// one, each in a loop of its own, and then copied row by row without a decision about types.
@safe
public struct RowAssembler: ~Copyable {
    /// How many rows a block has: few enough for its texts to stay in the cache, and no power of two, with which the
    /// texts of one row would all fall into the same lines of it.
    public static let blockRows = 248
    /// The most bytes that one value may have.
    public static let longestValue = 1 << 30 - 1

    /// One column's part of every row.
    @usableFromInline
    struct Column {
        /// What stands before the value, its opening quote included.
        var prefixStart: Int
        var prefixCount: Int
        /// How many bytes of the prefix a value without quotes leaves out.
        var quoteCount: Int
        var source: Bytes
    }

    @usableFromInline var columns: [Column] = []
    @usableFromInline var prefixes = ByteWriter(capacity: 256)
    @usableFromInline var texts = ValuesBuilder<ValueText>(capacity: 0)
    /// The bytes of the texts of this block and what every row adds.
    @usableFromInline var byteCount = 0
    private let terminator: Bytes
    /// Texts that do not stand in a column's source; emptied with each block.
    public var scratch = ByteWriter(capacity: 4_096)

    /// Starts without columns; `terminator` ends each row.
    public init(terminator: String) {
        self.terminator = Bytes(terminator)
    }

    /// Adds a column whose values stand after `prefix`.
    ///
    /// - Parameters:
    ///   - prefix: What stands before every value.
    ///   - openingQuote: What else stands before values that are quoted; a `"` then follows them.
    public mutating func addColumn(prefix: String, openingQuote: String = "") {
        let start = prefixes.count
        prefixes.append(prefix + openingQuote)
        columns.append(
            Column(
                prefixStart: start,
                prefixCount: prefixes.count - start,
                quoteCount: openingQuote.utf8.count,
                source: .empty
            )
        )
    }

    /// Begins a block of rows.
    public mutating func startBlock() {
        texts.truncate(to: 0)
        texts.reserve(columns.count * Self.blockRows)
        scratch.truncate(to: 0)
        byteCount = 0
    }

    /// Says what the texts of a column that are not in the scratch are stretches of.
    public mutating func setSource(_ source: Bytes, ofColumn column: Int) {
        columns[column].source = source
    }

    /// Puts the next value: first all rows of column 0, then all of column 1, and so on.
    @inlinable
    @inline(__always)
    public mutating func put(_ text: ValueText) {
        texts.put(text)
        byteCount &+= text.count
    }

    /// Appends the block's rows.
    ///
    /// - Precondition: Every column has put `rowCount` values.
    public mutating func assemble(rowCount: Int, into writer: inout ByteWriter) {
        precondition(texts.count == rowCount * columns.count, "a value for each row and column")
        var perRow = terminator.count
        for column in columns { perRow += column.prefixCount + 1 }
        writer.reserve(byteCount + perRow * rowCount)
        unsafe withUnsafeTemporaryAllocation(of: Part.self, capacity: columns.count) { parts in
            for (number, column) in columns.enumerated() {
                unsafe parts.initializeElement(at: number, to: part(column))
            }
            let parts = UnsafeBufferPointer(parts)
            for row in 0..<rowCount { unsafe putRow(row, rowCount, parts, into: &writer) }
        }
    }

    /// A column with its addresses taken, valid while the block is assembled.
    @unsafe
    private struct Part {
        let prefix: UnsafeRawPointer
        let prefixCount: Int
        let quoteCount: Int
        let source: UnsafeRawPointer
    }

    private func part(_ column: Column) -> Part {
        unsafe Part(
            prefix: UnsafeRawPointer(prefixes.buffer.base + column.prefixStart),
            prefixCount: column.prefixCount,
            quoteCount: column.quoteCount,
            source: UnsafeRawPointer(column.source.buffer.base + column.source.start)
        )
    }

    /// Puts one row.
    ///
    /// Unsafe for its speed: pointers are taken once per block, and every copy goes 16 bytes at a time into room that
    /// was reserved for the whole block. Every text was a valid stretch when it was put.
    private func putRow(
        _ row: Int,
        _ rowCount: Int,
        _ parts: UnsafeBufferPointer<Part>,
        into writer: inout ByteWriter
    ) {
        let texts = unsafe self.texts.buffer.base.assumingMemoryBound(to: ValueText.self)
        let scratch = unsafe UnsafeRawPointer(self.scratch.buffer.base)
        var to = unsafe writer.buffer.base + writer.written
        for column in 0..<parts.count {
            let text = unsafe texts[column &* rowCount &+ row]
            let part = unsafe parts[column]
            let quote = text.isQuoted ? 1 : 0
            let prefixCount = unsafe part.prefixCount &- (1 &- quote) &* part.quoteCount
            unsafe Self.copy(part.prefix, prefixCount, &to)
            let base = unsafe text.isScratch ? scratch : part.source
            unsafe Self.copy(base + Int(text.start), text.count, &to)
            unsafe to.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
            unsafe to += quote
        }
        let end = unsafe UnsafeRawPointer(terminator.buffer.base + terminator.start)
        unsafe Self.copy(end, terminator.count, &to)
        writer.written = unsafe to - writer.buffer.base
    }

    @inline(__always)
    private static func copy(
        _ from: UnsafeRawPointer,
        _ byteCount: Int,
        _ to: inout UnsafeMutableRawPointer
    ) {
        var offset = 0
        repeat {
            unsafe to.storeBytes(
                of: from.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self),
                toByteOffset: offset,
                as: SIMD16<UInt8>.self
            )
            offset &+= 16
        } while offset < byteCount
        unsafe to += byteCount
    }
}

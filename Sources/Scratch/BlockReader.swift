// SPDX-License-Identifier: Apache-2.0

import Columnar

extension ByteWriter {
    /// Appends a number in eight bytes.
    mutating func append(number: Int) {
        reserve(8)
        put(word: UInt64(bitPattern: Int64(number)), byteCount: 8)
    }

    /// Appends the byte count of a text and its bytes; -1 alone for none.
    mutating func append(text: String?) {
        guard let text else { return append(number: -1) }
        append(number: text.utf8.count)
        append(text)
    }

    /// Appends values as they stand in memory.
    mutating func append<Element>(values: Values<Element>) {
        unsafe values.span.withUnsafeBytes { unsafe append(contentsOf: $0) }
    }
}

/// Reads what was appended, in the same order; every part is copied into a buffer of its own.
struct BlockReader {
    private let block: Bytes
    private var position = 0

    init(_ block: Bytes) {
        self.block = block
    }

    mutating func number() -> Int {
        defer { position += 8 }
        return Int(Int64(bitPattern: block.span.word(at: position)))
    }

    mutating func text() -> String? {
        let byteCount = number()
        guard byteCount >= 0 else { return nil }
        defer { position += byteCount }
        return block.slice(position..<position + byteCount).text
    }

    mutating func bytes(_ byteCount: Int) -> Bytes {
        var writer = ByteWriter(capacity: byteCount)
        writer.append(block.slice(position..<position + byteCount))
        position += byteCount
        return writer.finish()
    }

    mutating func values<Element: BitwiseCopyable & Sendable>(_ count: Int) -> Values<Element> {
        var values = ValuesBuilder<Element>(uninitializedCount: count)
        let byteCount = count * MemoryLayout<Element>.stride
        let part = block.slice(position..<position + byteCount)
        unsafe part.withUnsafeBytes { source in
            var span = values.mutableSpan
            unsafe span.withUnsafeMutableBytes { unsafe $0.copyMemory(from: source) }
        }
        position += byteCount
        return values.finish()
    }

    mutating func bitmap(_ count: Int) -> Bitmap {
        Bitmap(words: values((count + 63) / 64), count: count)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Kernels over texts; one file for each kind of result.
enum TextKernels {
    /// A part of each text, given as a range of the operand's bytes that lies in the row's.
    @inline(__always)
    static func part(
        _ arguments: [Vector],
        _ rows: Selection,
        _ body: (Int, Range<Int>) -> Range<Int>
    ) -> Vector {
        let text = arguments[0].text
        let byteCount = text.isConstant ? text.bytes.count * rows.count : text.bytes.count
        var offsets = ValuesBuilder<Int32>(capacity: rows.count + 1)
        var writer = ByteWriter(capacity: byteCount)
        offsets.put(0)
        for row in 0..<rows.count {
            let part = body(row, text.range(row))
            writer.reserve(part.count)
            writer.put(text.bytes, part)
            precondition(writer.count <= Int32.max, "a text column holds at most 2 GiB")
            offsets.put(Int32(truncatingIfNeeded: writer.count))
        }
        let validity = strictValidity(arguments, rows.count)
        let array = TextArray(offsets: offsets.finish(), bytes: writer.finish(), validity: validity)
        return .column(.text(array))
    }

    /// A part of each text, given as a range of the row's bytes.
    @inline(__always)
    static func slice(
        _ arguments: [Vector],
        _ rows: Selection,
        _ body: (Int, Span<UInt8>) -> Range<Int>
    ) -> Vector {
        let bytes = arguments[0].text.bytes
        return part(arguments, rows) { row, range in
            let part = body(row, bytes.span.extracting(range))
            let start = range.lowerBound &+ part.lowerBound
            return start..<start &+ part.count
        }
    }

    /// A new text for each row that is active and has no null among its arguments.
    @inline(__always)
    static func written(
        _ arguments: [Vector],
        _ rows: Selection,
        validity: ValidityBitmap?,
        _ body: (Int, inout ByteWriter) -> Void
    ) -> Vector {
        let asked = validity.map { rows.intersecting($0) } ?? rows
        let bits = asked.bitmap
        var builder = TextBuilder(capacity: rows.count)
        for row in 0..<rows.count {
            if let bits, !bits[row] {
                builder.appendNull()
            } else {
                builder.append { writer in body(row, &writer) }
            }
        }
        return .column(.text(builder.finish(validity: validity)))
    }

    // MARK: Case

    static let lower: Kernel = { arguments, rows, _ in mapped(arguments, rows, .lower) }
    static let upper: Kernel = { arguments, rows, _ in mapped(arguments, rows, .upper) }

    private static func mapped(
        _ arguments: [Vector],
        _ rows: Selection,
        _ mapping: CaseMapping
    ) -> Vector {
        let text = arguments[0].text
        return written(arguments, rows, validity: arguments[0].validity(rows.count)) {
            row,
            writer in mapping.append(text.bytes, text.range(row), to: &writer)
        }
    }

    // MARK: Joining

    /// The two texts of `||`, one after the other.
    static let concatenation: Kernel = { arguments, rows, _ in
        let left = arguments[0].text, right = arguments[1].text
        let validity = strictValidity(arguments, rows.count)
        return written(arguments, rows, validity: validity) { row, writer in
            let first = left.range(row), second = right.range(row)
            writer.reserve(first.count &+ second.count)
            writer.put(left.bytes, first)
            writer.put(right.bytes, second)
        }
    }

    /// The arguments of `concat` that are not null, row by row.
    static let joining: Kernel = { arguments, rows, _ in
        let parts = arguments.filter { !$0.isNullConstant }.map { part in
            (text: part.text, validity: part.validity(rows.count))
        }
        return written(arguments, rows, validity: nil) { row, writer in
            for (text, validity) in parts {
                if let validity, !validity[row] { continue }
                let range = text.range(row)
                writer.reserve(range.count)
                writer.put(text.bytes, range)
            }
        }
    }

    // MARK: Filling and replacing

    static let padStart: Kernel = { arguments, rows, faults in
        padded(arguments, rows, &faults, atStart: true)
    }

    static let padEnd: Kernel = { arguments, rows, faults in
        padded(arguments, rows, &faults, atStart: false)
    }

    /// The longest text that padding gives, so that a stray length cannot take all memory.
    private static let longestPadding: Int64 = 1 << 20

    private static func padded(
        _ arguments: [Vector],
        _ rows: Selection,
        _ faults: inout RowFaults,
        atStart: Bool
    ) -> Vector {
        let text = arguments[0].text, lengths = arguments[1].int64
        let filling = arguments.count > 2 ? arguments[2].text : TextOperand(constant: " ")
        let validity = strictValidity(arguments, rows.count)
        if let row = rows.first(lengths, validity: validity, where: { $0 > longestPadding }) {
            faults.report(row, .paddingTooLong(lengths[row], limit: longestPadding))
        }
        return written(arguments, rows, validity: validity) { row, writer in
            let span = text.span(row)
            let length = Int(max(0, min(longestPadding, lengths[row])))
            let own = span.codePointCount
            if own >= length {
                let start = text.range(row).lowerBound
                writer.reserve(span.count)
                writer.put(text.bytes, start..<start + span.offset(ofCodePoint: length))
                return
            }
            if !atStart { writer.append(span) }
            writer.appendFilling(filling.span(row), codePointCount: length - own)
            if atStart { writer.append(span) }
        }
    }

    static let replace: Kernel = { arguments, rows, _ in
        let text = arguments[0].text, wanted = arguments[1].text, replacement = arguments[2].text
        let validity = strictValidity(arguments, rows.count)
        return written(arguments, rows, validity: validity) { row, writer in
            let span = text.span(row), pattern = wanted.span(row)
            guard !pattern.isEmpty else {
                writer.append(span)
                return
            }
            var position = 0
            while let found = span.firstIndex(of: pattern, from: position) {
                writer.append(span.extracting(position..<found))
                writer.append(replacement.span(row))
                position = found + pattern.count
            }
            writer.append(span.extracting(position..<span.count))
        }
    }
}

extension ByteWriter {
    fileprivate mutating func append(_ bytes: Span<UInt8>) {
        reserve(bytes.count)
        for index in bytes.indices { put(bytes[index]) }
    }

    /// The filling over and over, up to that many code points; nothing if it is empty.
    fileprivate mutating func appendFilling(_ filling: Span<UInt8>, codePointCount: Int) {
        guard !filling.isEmpty else { return }
        let length = filling.codePointCount
        for _ in 0..<codePointCount / length { append(filling) }
        append(filling.extracting(0..<filling.offset(ofCodePoint: codePointCount % length)))
    }
}

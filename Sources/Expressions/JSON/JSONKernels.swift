// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Kernels over JSON text: the text first, then a path, which may be left out.
enum JSONKernels {
    typealias Paths = PatternSource<JSONPath>

    /// The value as compact JSON; null where there is none or it is `null`.
    static func extract(_ paths: Paths) -> Kernel {
        { arguments, rows, faults in
            let texts = found(paths, arguments, rows, &faults) { bytes, range, writer in
                appendCompact(bytes, range, to: &writer)
            }
            return .column(.json(texts))
        }
    }

    /// The value as text, a string without its quotes and escapes.
    static func extractText(_ paths: Paths) -> Kernel {
        { arguments, rows, faults in
            let texts = found(paths, arguments, rows, &faults) { bytes, range, writer in
                if bytes.span[range.lowerBound] == 0x22 {
                    let inner = range.lowerBound + 1..<range.upperBound - 1
                    JSONEscape.append(bytes, inner, to: &writer)
                } else {
                    appendCompact(bytes, range, to: &writer)
                }
            }
            return .column(.text(texts))
        }
    }

    /// How many elements a list has; 0 for what is no list.
    static func arrayLength(_ paths: Paths) -> Kernel {
        { arguments, rows, faults in
            var counts = ValuesBuilder<Int64>(uninitializedCount: rows.count)
            counts.fill(with: 0)
            var isKnown = ValuesBuilder<UInt8>(uninitializedCount: rows.count)
            isKnown.fill(with: 0)
            forEachFound(paths, arguments, rows, &faults) { row, bytes, range in
                isKnown[row] = 1
                guard bytes.span[range.lowerBound] == 0x5B else { return }
                // The value has been checked, so that counting cannot fail.
                let count = try? JSONScanner(bytes, range).elementCount(depth: 0)
                counts[row] = Int64(count ?? 0)
            }
            let validity = Bitmap.make(count: rows.count) { isKnown[$0] != 0 }
            return .column(
                .int64(
                    Int64Array(counts.finish(), validity: validity.isAllSet ? nil : validity)
                )
            )
        }
    }

    // MARK: The walk

    /// A text for each row in which the path leads to a value.
    private static func found(
        _ paths: Paths,
        _ arguments: [Vector],
        _ rows: Selection,
        _ faults: inout RowFaults,
        _ write: (Bytes, Range<Int>, inout ByteWriter) -> Void
    ) -> TextArray {
        var builder = TextBuilder(capacity: rows.count)
        forEachFound(paths, arguments, rows, &faults) { row, bytes, range in
            while builder.count < row { builder.appendNull() }
            builder.append { writer in write(bytes, range, &writer) }
        }
        while builder.count < rows.count { builder.appendNull() }
        return builder.finish()
    }

    /// Calls `body` with each active row in which the path leads to a value other than `null`, and
    /// where that stands.
    private static func forEachFound(
        _ paths: Paths,
        _ arguments: [Vector],
        _ rows: Selection,
        _ faults: inout RowFaults,
        _ body: (Int, Bytes, Range<Int>) -> Void
    ) {
        let text = arguments[0].text
        var prepared = PreparedTexts(paths, arguments[arguments.count - 1])
        rows.forEach(validity: strictValidity(arguments, rows.count)) { row in
            guard let path = prepared.prepared(row, &faults) else { return }
            do throws(JSONTextFault) {
                let range = text.range(row)
                guard let found = try JSONScanner.find(path, in: text.bytes, range),
                    text.bytes.span[found.lowerBound] != 0x6E
                else { return }
                body(row, text.bytes, found)
            } catch {
                faults.report(row, .malformedJSON(error))
            }
        }
    }

    /// Appends a checked value without blanks; digits and strings stay as they were written.
    private static func appendCompact(
        _ bytes: Bytes,
        _ range: Range<Int>,
        to writer: inout ByteWriter
    ) {
        writer.reserve(range.count)
        let span = bytes.span
        var isInString = false, isEscaped = false
        for index in range {
            let byte = span[index]
            if isInString {
                writer.put(byte)
                if byte == 0x22, !isEscaped { isInString = false }
                isEscaped = byte == 0x5C && !isEscaped
            } else if byte > 0x20 {
                writer.put(byte)
                isInString = byte == 0x22
            }
        }
    }
}

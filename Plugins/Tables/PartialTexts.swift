// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Hides all but the last characters of texts, as a reader counts characters: `é` and `👍🏽` are one each.
struct PartialTexts {
    private static let star = UInt8(ascii: "*")

    let keptCount: Int

    /// The texts with `*` for each hidden character, null for null; a text that has no more than `keptCount` characters
    /// is hidden whole.
    func hidden(_ texts: TextArray) -> TextArray {
        var builder = TextBuilder(capacity: texts.valueCount)
        let offsets = texts.offsets.span
        for value in 0..<texts.valueCount {
            let range = Int(offsets[value])..<Int(offsets[value + 1])
            let bytes = texts.bytes.slice(range)
            if let hiddenCount = hiddenCount(inPlain: bytes) {
                builder.append { writer in
                    writer.reserve(bytes.count)
                    for _ in 0..<hiddenCount { writer.put(Self.star) }
                    writer.append(bytes.slice(hiddenCount..<bytes.count))
                }
            } else {
                builder.append(hidden(bytes.text))
            }
        }
        let values = builder.finish(validity: nil)
        guard let codes = texts.codes else {
            return TextArray(
                offsets: values.offsets,
                bytes: values.bytes,
                validity: texts.validity
            )
        }
        return TextArray(
            codes: codes,
            offsets: values.offsets,
            bytes: values.bytes,
            validity: texts.validity
        )
    }

    /// How many characters of an ASCII text are hidden; nil for other texts, and for CR LF, which is one character.
    private func hiddenCount(inPlain bytes: Bytes) -> Int? {
        let span = bytes.span
        for index in span.indices where span[index] >= 0x80 || span[index] == 13 { return nil }
        return bytes.count > keptCount ? bytes.count - keptCount : bytes.count
    }

    private func hidden(_ text: String) -> String {
        let count = text.count
        let hiddenCount = count > keptCount ? count - keptCount : count
        return String(repeating: "*", count: hiddenCount) + text.dropFirst(hiddenCount)
    }
}

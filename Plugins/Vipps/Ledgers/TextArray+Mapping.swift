// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension TextArray {
    /// The handles in the latest spelling; the same array if they have it already.
    var withNormalHandles: TextArray {
        let isNormal = (0..<valueCount).allSatisfy { value in
            let text = valueText(value)
            return RecipientHandle.normalized(text) == text
        }
        return isNormal ? self : mapped { RecipientHandle.normalized($0) }
    }

    /// What `change` makes of each value, nil standing for null; nulls stay.
    ///
    /// - Complexity: One call per value of a dictionary, one per slot of a plain array.
    func mapped(_ change: (String) -> String?) -> TextArray {
        codes.map { mappedDictionary($0, change) } ?? mappedPlain(change)
    }

    /// Values that become alike get one code, as in any dictionary.
    private func mappedDictionary(
        _ codes: Values<UInt16>,
        _ change: (String) -> String?
    ) -> TextArray {
        var texts: [String] = []
        var codeByText: [String: UInt16] = [:]
        let newCodes = (0..<valueCount).map { value -> UInt16? in
            guard let text = change(valueText(value)) else { return nil }
            if let code = codeByText[text] { return code }
            let code = UInt16(texts.count)
            codeByText[text] = code
            texts.append(text)
            return code
        }
        var mapped = ValuesBuilder<UInt16>(capacity: count)
        var validity = BitmapBuilder(capacity: count)
        let slots = codes.span
        for slot in slots.indices {
            let code = newCodes[Int(slots[slot])]
            mapped.put(code ?? 0)
            validity.append(code != nil && self.validity.map { $0[slot] } ?? true)
        }
        let values = TextArray(texts.isEmpty ? [""] : texts)
        return TextArray(
            codes: mapped.finish(),
            offsets: values.offsets,
            bytes: values.bytes,
            validity: validity.finishValidity()
        )
    }

    private func mappedPlain(_ change: (String) -> String?) -> TextArray {
        var mapped = TextBuilder(capacity: count)
        for slot in 0..<count {
            if let text = self[slot].flatMap(change) {
                mapped.append(text)
            } else {
                mapped.appendNull()
            }
        }
        return mapped.finish()
    }
}

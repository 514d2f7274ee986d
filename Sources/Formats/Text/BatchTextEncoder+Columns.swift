// SPDX-License-Identifier: Apache-2.0

import Columnar

extension BatchTextEncoder {
    /// Puts values that `write` writes into reserved room.
    @inline(__always)
    mutating func putNumbers(
        _ rows: Range<Int>,
        _ validity: ValidityBitmap?,
        _ words: FixedTexts,
        isQuoted: Bool = false,
        _ write: (inout ByteWriter, Int) -> Void
    ) {
        assembler.scratch.reserve(rows.count * ByteWriter.valueRoom)
        for slot in rows {
            guard validity.isValid(slot) else {
                assembler.put(words.null)
                continue
            }
            let start = assembler.scratch.count
            write(&assembler.scratch, slot)
            assembler.put(
                ValueText(
                    start: start,
                    count: assembler.scratch.count &- start,
                    isScratch: true,
                    isQuoted: isQuoted
                )
            )
        }
    }

    mutating func put(_ array: BooleanArray, _ rows: Range<Int>, _ words: FixedTexts) {
        for slot in rows {
            guard array.validity.isValid(slot) else {
                assembler.put(words.null)
                continue
            }
            assembler.put(array.values[slot] ? words.true : words.false)
        }
    }

    /// Puts dates; one that repeats its neighbour is not written again.
    mutating func putDates(_ array: Date32Array, _ rows: Range<Int>, _ words: FixedTexts) {
        assembler.scratch.reserve(rows.count * ByteWriter.valueRoom)
        var latestDay: Int32?, latest = words.null
        for slot in rows {
            guard array.validity.isValid(slot) else {
                assembler.put(words.null)
                continue
            }
            let day = array.values[slot], start = assembler.scratch.count
            if day != latestDay {
                assembler.scratch.putDate(day)
                latestDay = day
                latest = ValueText(
                    start: start,
                    count: assembler.scratch.count - start,
                    isScratch: true,
                    isQuoted: rules.isJSON
                )
            }
            assembler.put(latest)
        }
    }

    /// Puts JSON text as it is.
    mutating func putBare(
        _ array: TextArray,
        _ number: Int,
        _ rows: Range<Int>,
        _ words: FixedTexts
    ) {
        assembler.setSource(array.bytes, ofColumn: number)
        for slot in rows {
            guard array.validity.isValid(slot) else {
                assembler.put(words.null)
                continue
            }
            let range = array.range(ofSlot: slot)
            assembler.put(ValueText(start: range.lowerBound, count: range.count))
        }
    }

    /// Puts the texts of a plain column: where they stand, unless they have to be escaped.
    mutating func putTexts(
        _ array: TextArray,
        _ number: Int,
        _ rows: Range<Int>,
        _ words: FixedTexts,
        isGuarded: Bool = true
    ) {
        let array = array.codes == nil ? array : array.plain
        assembler.setSource(array.bytes, ofColumn: number)
        let bytes = array.bytes.paddedSpan, offsets = array.offsets.span
        let last = Int(offsets[rows.upperBound])
        let guardsFormulas = isGuarded && rules.guardsFormulas
        let isQuoted = rules.isJSON
        var start = Int(offsets[rows.lowerBound])
        var nextSpecial = rules.special.firstOffset(in: bytes, from: start, to: last)
        for slot in rows {
            let end = Int(offsets[slot &+ 1])
            defer { start = end }
            guard array.validity.isValid(slot) else {
                assembler.put(words.null)
                continue
            }
            let isFormula = guardsFormulas && start < end && TextRules.beginsFormula(bytes[start])
            let isPlain = end <= nextSpecial && !isFormula && (isQuoted || start < end)
            if isPlain, !rules.looksNull(bytes, start, end) {
                assembler.put(ValueText(start: start, count: end &- start, isQuoted: isQuoted))
                continue
            }
            let first = assembler.scratch.count
            assembler.scratch.append(escaped: bytes, start, end, rules, isFormula: isFormula)
            assembler.put(
                ValueText(
                    start: first,
                    count: assembler.scratch.count - first,
                    isScratch: true,
                    isQuoted: isQuoted
                )
            )
            if nextSpecial < end {
                nextSpecial = rules.special.firstOffset(in: bytes, from: end, to: last)
            }
        }
    }

    /// Puts the texts of a dictionary column, each of which has been escaped once.
    mutating func put(_ dictionary: EncodedDictionary, _ rows: Range<Int>, _ words: FixedTexts) {
        let codes = dictionary.codes.span, texts = dictionary.texts.span
        for slot in rows {
            guard dictionary.validity.isValid(slot) else {
                assembler.put(words.null)
                continue
            }
            assembler.put(texts[Int(codes[slot])])
        }
    }
}

extension Optional<Bitmap> {
    /// Whether a slot is not null under this validity.
    @inline(__always)
    func isValid(_ slot: Int) -> Bool {
        guard let self else { return true }
        return self[slot]
    }
}

/// The values of a dictionary column as they are written.
struct EncodedDictionary {
    let source: Bytes
    let texts: Values<ValueText>
    let codes: Values<UInt16>
    let validity: ValidityBitmap?

    /// Escapes each value once; nil for columns that are no dictionary, or have far more values than slots.
    init?(_ column: Column, _ rules: TextRules) {
        switch column {
        case .text(let array): self.init(array, rules, isJSON: false)
        case .json(let array): self.init(array, rules, isJSON: true)
        default: return nil
        }
    }

    private init?(_ array: TextArray, _ rules: TextRules, isJSON: Bool) {
        guard let codes = array.codes, array.valueCount <= 64 + 2 * array.count else { return nil }
        let isBare = isJSON && rules.isJSON
        var texts = ValuesBuilder<ValueText>(capacity: array.valueCount)
        var escaped = ByteWriter(capacity: array.bytes.count + 16)
        for value in 0..<array.valueCount {
            let start = escaped.count
            let text = array.bytes.slice(Int(array.offsets[value])..<Int(array.offsets[value + 1]))
            if isBare { escaped.append(text) } else { escaped.append(text, rules, isText: !isJSON) }
            let count = escaped.count - start
            texts.put(ValueText(start: start, count: count, isQuoted: rules.isJSON && !isBare))
        }
        self.codes = codes
        self.texts = texts.finish()
        validity = array.validity
        source = escaped.finish()
    }
}

extension ByteWriter {
    /// Appends one text as the rules want it; for values that are written once per batch.
    mutating func append(_ text: Bytes, _ rules: TextRules, isText: Bool) {
        let bytes = text.paddedSpan, end = text.count
        let isFormula =
            isText && rules.guardsFormulas && end > 0 && TextRules.beginsFormula(bytes[0])
        let isPlain =
            rules.special.firstOffset(in: bytes, from: 0, to: end) == end
            && !rules.looksNull(bytes, 0, end) && (rules.isJSON || end > 0) && !isFormula
        if isPlain {
            append(text)
        } else {
            append(escaped: bytes, 0, end, rules, isFormula: isFormula)
        }
    }
}

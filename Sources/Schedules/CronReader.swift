// SPDX-License-Identifier: Apache-2.0

/// Reads the text of a cron expression, and says where it is wrong.
struct CronReader {
    /// A stretch of the text.
    struct Word {
        let text: String
        /// In Unicode scalars from the start of the text.
        let range: Range<Int>
    }

    let words: [Word]
    private let whole: Range<Int>

    init(_ text: String) {
        words = Self.split(text, from: 0) { $0 == " " || $0 == "\t" || $0 == "\n" }
            .filter { !$0.range.isEmpty }
        whole = 0..<text.unicodeScalars.count
    }

    /// From the first day field to the last.
    var days: Range<Int> { words[2].range.lowerBound..<words[4].range.upperBound }

    /// The five fields.
    func fields() throws(CronFaults) -> [CronField] {
        guard words.count == CronFieldKind.all.count else {
            throw CronFaults([.fieldCount(words.count, at: whole)])
        }
        var faults: [CronFault] = []
        var fields: [CronField] = []
        for (word, kind) in zip(words, CronFieldKind.all) {
            do throws(CronFault) { fields.append(try field(word, kind)) } catch {
                faults.append(error)
            }
        }
        guard faults.isEmpty else { throw CronFaults(faults) }
        return fields
    }

    private func field(_ word: Word, _ kind: CronFieldKind) throws(CronFault) -> CronField {
        var field = CronField()
        field.beginsWithStar = word.text.hasPrefix("*")
        for item in Self.split(word.text, from: word.range.lowerBound, at: { $0 == "," }) {
            try read(item, kind, into: &field)
        }
        return field
    }

    private func read(
        _ item: Word,
        _ kind: CronFieldKind,
        into field: inout CronField
    ) throws(CronFault) {
        if kind.hasLast, item.text.lowercased().hasSuffix("l") {
            return try readLast(item, kind, into: &field)
        }
        let parts = Self.split(item.text, from: item.range.lowerBound) { $0 == "/" }
        guard parts.count <= 2, let values = parts.first else {
            throw .unreadable(item.text, kind, at: item.range)
        }
        let step = try parts.count == 2 ? self.step(parts[1], kind) : nil
        let bounds = try range(values, kind, isOpen: step != nil)
        field.values |= kind.set(from: bounds.first, to: bounds.last, step: step ?? 1)
    }

    /// `L` among the days of the month, `5L` and `friL` among those of the week.
    private func readLast(
        _ item: Word,
        _ kind: CronFieldKind,
        into field: inout CronField
    ) throws(CronFault) {
        let name = item.text.dropLast()
        if name.isEmpty, kind.names.isEmpty {
            field.hasLast = true
        } else if !kind.names.isEmpty, let value = kind.value(name) {
            field.lastValues |= kind.set(from: value, to: value, step: 1)
        } else {
            throw .unreadable(item.text, kind, at: item.range)
        }
    }

    private func step(_ word: Word, _ kind: CronFieldKind) throws(CronFault) -> Int {
        let digits = word.text.utf8.allSatisfy { (48...57).contains($0) }
        guard digits, let step = Int(word.text), (1...kind.lastValue).contains(step) else {
            throw .step(word.text, kind, at: word.range)
        }
        return step
    }

    // With a step behind it, which `isOpen` says, a single value stands for all from it on.
    private func range(
        _ word: Word,
        _ kind: CronFieldKind,
        isOpen: Bool
    ) throws(CronFault) -> (first: Int, last: Int) {
        if word.text == "*" { return (kind.bounds.lowerBound, kind.lastValue) }
        let ends = Self.split(word.text, from: word.range.lowerBound) { $0 == "-" }
        guard ends.count <= 2, let start = ends.first, let end = ends.last else {
            throw .unreadable(word.text, kind, at: word.range)
        }
        let first = try value(start, kind)
        guard ends.count == 2 else { return (first, isOpen ? max(first, kind.lastValue) : first) }
        let last = try value(end, kind)
        guard first <= last || kind.isCyclic else {
            throw .reversed(word.text, kind, at: word.range)
        }
        return (first, last)
    }

    private func value(_ word: Word, _ kind: CronFieldKind) throws(CronFault) -> Int {
        guard let value = kind.value(word.text) else {
            throw .unreadable(word.text, kind, at: word.range)
        }
        return value
    }

    private static func split(
        _ text: String,
        from start: Int,
        at isSeparator: (Unicode.Scalar) -> Bool
    ) -> [Word] {
        var words: [Word] = []
        var position = start
        let parts = text.unicodeScalars.split(
            omittingEmptySubsequences: false,
            whereSeparator: isSeparator
        )
        for part in parts {
            words.append(Word(text: String(part), range: position..<position + part.count))
            position += part.count + 1
        }
        return words
    }
}

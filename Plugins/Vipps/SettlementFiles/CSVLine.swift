// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// One line of a text file, without its end.
struct CSVLine {
    let number: Int
    let text: String
    /// Whether the file ends before the line does.
    let isUnfinished: Bool

    /// What stands between the commas; a value in double quotes may hold commas, and quotes written twice.
    var fields: [String] {
        var fields: [String] = [], field = "", rest = Substring(text).unicodeScalars
        var isQuoted = false
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"" where isQuoted && rest.first == "\"":
                rest.removeFirst()
                field.unicodeScalars.append(scalar)
            case "\"" where isQuoted: isQuoted = false
            case "\"" where field.isEmpty && rest.contains("\""): isQuoted = true
            case "," where !isQuoted:
                fields.append(field)
                field = ""
            default: field.unicodeScalars.append(scalar)
            }
        }
        fields.append(field)
        return fields
    }
}

/// Cuts a text into lines.
struct CSVLines {
    /// The most bytes of one line.
    static let lengthLimit = 64 << 10

    private let source: () throws -> Bytes?
    private var block = Bytes.empty
    private var offset = 0
    private var number = 0
    private var isEnd = false

    init(reading source: @escaping () throws -> Bytes?) {
        self.source = source
    }

    /// The next line; nil after the last.
    ///
    /// - Throws: A line that is too long or no UTF-8; what the source throws.
    mutating func next() throws -> CSVLine? {
        var bytes: [UInt8] = []
        while true {
            if offset == block.count {
                guard !isEnd, let next = try source() else {
                    isEnd = true
                    return bytes.isEmpty ? nil : try line(bytes, isUnfinished: true)
                }
                (block, offset) = (next, 0)
                continue
            }
            let end = appendLine(to: &bytes)
            let hasEnd = end < block.count
            offset = hasEnd ? end + 1 : end
            guard bytes.count <= Self.lengthLimit else {
                throw SettlementFaults.longLine(number + 1, limit: Self.lengthLimit)
            }
            if hasEnd { return try line(bytes, isUnfinished: false) }
        }
    }

    /// Appends what comes up to the line's end or the block's, and says where that is.
    private func appendLine(to bytes: inout [UInt8]) -> Int {
        let span = block.span
        var at = offset
        while at < block.count, span[at] != 0x0A {
            bytes.append(span[at])
            at += 1
        }
        return at
    }

    private mutating func line(_ bytes: [UInt8], isUnfinished: Bool) throws -> CSVLine {
        number += 1
        var bytes = bytes[...]
        if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        if bytes.last == 0x0D { bytes = bytes.dropLast() }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SettlementFaults.notUTF8(line: number)
        }
        return CSVLine(number: number, text: text, isUnfinished: isUnfinished)
    }
}

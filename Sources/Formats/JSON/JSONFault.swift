// SPDX-License-Identifier: Apache-2.0

import Columnar

/// What is wrong with a page, before it is known which page of which partition it is.
struct JSONFault: Error, Equatable {
    enum Kind: Equatable {
        case noData
        case tooLarge
        case invalidUTF8
        case controlCharacter
        case unclosedString
        case unexpectedEnd
        case expectedValue
        case expectedKey
        case expectedColon
        case expectedCommaOrBrace
        case expectedCommaOrBracket
        case badNumber
        /// What other languages write for a number that is none, or has no end.
        case notFinite
        case badLiteral
        case badEscape
        case loneSurrogate
        case tooDeep
        case trailingBytes
        /// The member where the records should be is missing.
        case noRecords
        /// Something else than a list stands where the records should be.
        case recordsNotAList
        case recordsTwice
        /// A line ends within a record that has to stand in one line.
        case recordAcrossLines
        /// A record stands in the line of the one before it.
        case recordsInOneLine
        /// Something else than an object stands in the list of records.
        case notARecord
        /// Something else than an object stands where members are wanted.
        case notAnObject
    }

    var kind: Kind
    /// Byte offset in the page, from 0.
    var offset: Int
    /// The path below the record, where the walk knows one.
    var path: String?

    init(_ kind: Kind, at offset: Int, path: String? = nil) {
        self.kind = kind
        self.offset = offset
        self.path = path
    }
}

extension JSONFault {
    /// The fault as its bytes tell: NaN and infinity are known by their first letters.
    func named(in text: Bytes) -> JSONFault {
        guard [.expectedValue, .badLiteral, .badNumber].contains(kind) else { return self }
        let bytes = text.span
        var at = offset
        if at < bytes.count, bytes[at] == .minus { at += 1 }
        guard at + 3 <= bytes.count else { return self }
        let letters = (at..<at + 3).map { bytes[$0] | 0x20 }
        let isNotFinite = letters == Array("nan".utf8) || letters == Array("inf".utf8)
        return isNotFinite ? JSONFault(.notFinite, at: offset, path: path) : self
    }
}

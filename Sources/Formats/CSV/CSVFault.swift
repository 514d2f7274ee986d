// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a CSV text, before it is known which page of which partition it is.
struct CSVFault: Error, Equatable {
    enum Kind: Equatable {
        case tooLarge
        case invalidUTF8
        /// Something between a closing quote and the value's end.
        case strayQuote
        case unclosedQuote
        /// A row with another number of values than there are columns.
        case otherCount(found: Int, expected: Int)
        case sameNameTwice(String)
        /// None of the columns that are asked for is in the header.
        case otherHeader(names: [String])
        /// One column that a user declared is not in the header.
        case missingColumn(String, names: [String])
    }

    var kind: Kind
    /// Byte offset in the text, from 0.
    var offset: Int

    init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}

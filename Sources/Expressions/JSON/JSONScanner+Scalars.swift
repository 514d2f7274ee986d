// SPDX-License-Identifier: Apache-2.0

extension JSONScanner {
    mutating func skip(_ word: StaticString) throws(JSONTextFault) {
        for index in 0..<word.utf8CodeUnitCount {
            try expect(unsafe word.utf8Start[index], .expectedValue)
        }
    }

    mutating func skipNumber() throws(JSONTextFault) {
        _ = accept(0x2D)
        if !accept(0x30) { try skipDigits() }
        if accept(0x2E) { try skipDigits() }
        if let letter = next, letter | 0x20 == 0x65 {
            position += 1
            if !accept(0x2B) { _ = accept(0x2D) }
            try skipDigits()
        }
    }

    private mutating func skipDigits() throws(JSONTextFault) {
        guard let first = next, (0x30...0x39).contains(first) else { throw fault(.malformedNumber) }
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    }

    /// Reads a string, whose quote is next.
    mutating func string() throws(JSONTextFault) -> JSONKey {
        position += 1
        let first = position
        var hasEscape = false
        while let byte = next {
            position += 1
            if byte == 0x22 { return JSONKey(range: first..<position - 1, hasEscape: hasEscape) }
            if byte == 0x5C {
                hasEscape = true
                try skipEscape()
            } else if byte < 0x20 {
                position -= 1
                throw fault(.controlCharacter)
            }
        }
        throw fault(.endsEarly)
    }

    private mutating func skipEscape() throws(JSONTextFault) {
        guard let letter = next, JSONEscape.isLetter(letter) else { throw fault(.malformedEscape) }
        guard letter == 0x75 else {
            position += 1
            return
        }
        guard let found = JSONEscape.codePoint(bytes, at: position - 1, end: end) else {
            throw fault(.malformedEscape)
        }
        position += found.length - 1
    }
}

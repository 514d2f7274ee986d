// SPDX-License-Identifier: Apache-2.0

/// Cuts an expression's text into tokens.
struct Lexer {
    private let scalars: [Unicode.Scalar]
    private var position = 0

    /// All tokens of `text`, `.end` being the last.
    static func tokens(of text: String) throws(ExpressionFault) -> [Token] {
        var lexer = Lexer(scalars: Array(text.unicodeScalars))
        var tokens: [Token] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private init(scalars: [Unicode.Scalar]) {
        self.scalars = scalars
    }

    private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
        position + offset < scalars.count ? scalars[position + offset] : nil
    }

    private mutating func next() throws(ExpressionFault) -> Token {
        try skipBlanksAndComments()
        let start = position
        guard let scalar = peek() else { return Token(kind: .end, range: start..<start) }
        switch scalar {
        case "'":
            return Token(kind: .text(try quoted(by: "'", from: start)), range: start..<position)
        case "\"":
            let name = try quoted(by: "\"", from: start)
            guard !name.isEmpty else { throw .emptyColumnName(start..<position) }
            return Token(kind: .quotedName(name), range: start..<position)
        case "$": return try parameter(from: start)
        case _ where isDigit(scalar) || scalar == "." && peek(1).map(isDigit) == true:
            return try number(from: start)
        case _ where isWordStart(scalar): return word(from: start)
        default: return try symbol(from: start)
        }
    }

    private mutating func skipBlanksAndComments() throws(ExpressionFault) {
        while let scalar = peek() {
            if scalar.properties.isWhitespace {
                position += 1
            } else if scalar == "-", peek(1) == "-" {
                while let next = peek(), next != "\n" { position += 1 }
            } else if scalar == "/", peek(1) == "*" {
                let start = position
                position += 2
                while peek() != "*" || peek(1) != "/" {
                    guard peek() != nil else { throw .unterminatedComment(start..<position) }
                    position += 1
                }
                position += 2
            } else {
                return
            }
        }
    }

    /// Reads up to the closing quote; a doubled quote stands for one.
    private mutating func quoted(
        by quote: Unicode.Scalar,
        from start: Int
    ) throws(ExpressionFault) -> String {
        var text = String.UnicodeScalarView()
        position += 1
        while let scalar = peek() {
            position += 1
            guard scalar == quote else {
                text.append(scalar)
                continue
            }
            guard peek() == quote else { return String(text) }
            position += 1
            text.append(quote)
        }
        throw .unterminatedQuote(quote, start..<position)
    }

    private mutating func parameter(from start: Int) throws(ExpressionFault) -> Token {
        position += 1
        if peek() == "{" { throw .interpolationInExpression(start..<position + 1) }
        guard let first = peek(), isWordStart(first) else {
            throw .emptyParameterName(start..<position)
        }
        return Token(kind: .parameter(readWord()), range: start..<position)
    }

    private mutating func word(from start: Int) -> Token {
        Token(kind: .word(readWord()), range: start..<position)
    }

    /// A name, and further names that follow a dot directly.
    private mutating func readWord() -> String {
        let start = position
        while let scalar = peek() {
            if isWordPart(scalar) {
                position += 1
            } else if scalar == ".", let next = peek(1), isWordStart(next) {
                position += 1
            } else {
                break
            }
        }
        return text(start..<position)
    }

    private mutating func number(from start: Int) throws(ExpressionFault) -> Token {
        skipDigits()
        if peek() == "." {
            position += 1
            skipDigits()
        }
        if let letter = peek(), letter == "e" || letter == "E" {
            let signLength = peek(1) == "+" || peek(1) == "-" ? 1 : 0
            if let digit = peek(1 + signLength), isDigit(digit) {
                position += 1 + signLength
                skipDigits()
            }
        }
        if let next = peek(), isWordStart(next) {
            while let part = peek(), isWordPart(part) { position += 1 }
            throw .malformedNumber(text(start..<position), start..<position)
        }
        return Token(kind: .number(text(start..<position)), range: start..<position)
    }

    private mutating func skipDigits() {
        while let scalar = peek(), isDigit(scalar) { position += 1 }
    }

    private mutating func symbol(from start: Int) throws(ExpressionFault) -> Token {
        for (symbol, spelling) in Self.spellings where scalars[start...].starts(with: spelling) {
            position += spelling.count
            if symbol == .equal, peek() == "=" { throw .doubledEqualSign(start..<position + 1) }
            return Token(kind: .symbol(symbol), range: start..<position)
        }
        throw .unexpectedCharacter(scalars[start], start..<start + 1)
    }

    /// Longer symbols before their beginnings.
    private static let spellings = Symbol.allCases.map { ($0, Array($0.rawValue.unicodeScalars)) }

    private func text(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[range])
        return String(view)
    }

    private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private func isWordStart(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic
    }

    private func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        isWordStart(scalar) || isDigit(scalar) || scalar.properties.isGraphemeExtend
    }
}

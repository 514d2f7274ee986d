// SPDX-License-Identifier: Apache-2.0

extension Parser {
    /// What stands between operators: a literal, a name, a call, a parenthesis.
    mutating func primary() throws(ExpressionFault) -> SyntaxNode {
        let token = current
        let start = token.range.lowerBound
        switch token.kind {
        case .number(let digits):
            advance()
            return try node(.literal(.number(digits)), from: start)
        case .text(let text):
            advance()
            return try node(.literal(.text(text)), from: start)
        case .parameter(let name):
            advance()
            return try node(.parameter(name), from: start)
        case .quotedName(let name):
            advance()
            return try node(.column(name, isQuoted: true), from: start)
        case .symbol(.open):
            advance()
            let inner = try expression()
            try expect(.close, "to close the parenthesis")
            return try node(inner.kind, from: start)
        case .word(let word): return try wordPrimary(word)
        case .symbol(.star): throw .misplacedStar(token.range)
        case .symbol, .end: throw .expected("a column, a value or a function", token)
        }
    }

    private mutating func wordPrimary(_ word: String) throws(ExpressionFault) -> SyntaxNode {
        let token = current
        let start = token.range.lowerBound
        let keyword = word.lowercased()
        switch keyword {
        case "null", "true", "false":
            advance()
            let literal: Literal = keyword == "null" ? .null : .boolean(keyword == "true")
            return try node(.literal(literal), from: start)
        case "case": return try choice()
        case "cast", "try_cast": return try cast(isTry: keyword == "try_cast")
        case "date", "timestamp":
            if case .text(let text) = following.kind {
                advance()
                advance()
                let literal: Literal = keyword == "date" ? .date(text) : .timestamp(text)
                return try node(.literal(literal), from: start)
            }
        default: break
        }
        if following.kind == .symbol(.open) {
            if ReservedWord.all.contains(keyword), !["left", "right"].contains(keyword) {
                throw .expected("a column, a value or a function", token)
            }
            return try call()
        }
        guard !ReservedWord.all.contains(keyword) else { throw .reservedWord(word, token.range) }
        advance()
        return try node(.column(word, isQuoted: false), from: start)
    }

    private mutating func choice() throws(ExpressionFault) -> SyntaxNode {
        let start = current.range.lowerBound
        advance()
        let operand = current.keyword == "when" ? nil : try expression()
        var branches: [BranchSyntax] = []
        while accept("when") {
            let condition = try expression()
            try expect("then", "after the condition of 'when'")
            branches.append(BranchSyntax(condition: condition, value: try expression()))
        }
        guard !branches.isEmpty else { throw .expected("'when' in 'case'", current) }
        guard branches.count <= Self.maximumBranchCount else {
            throw .tooManyBranches(start..<consumedEnd)
        }
        let otherwise = accept("else") ? try expression() : nil
        try expect("end", "to close 'case'")
        let kind = SyntaxNode.Kind.choice(operand: operand, branches, otherwise: otherwise)
        return try node(kind, from: start)
    }

    private mutating func cast(isTry: Bool) throws(ExpressionFault) -> SyntaxNode {
        let start = current.range.lowerBound
        let word = isTry ? "try_cast" : "cast"
        advance()
        try expect(.open, "after '\(word)'")
        let value = try expression()
        try expect("as", "and a type in '\(word)(value as type)'")
        let type = try typeName()
        try expect(.close, "to close '\(word)'")
        return try node(.cast(value, type, isTry: isTry), from: start)
    }

    /// A type's name, `double precision` included, and its digits in parentheses.
    mutating func typeName() throws(ExpressionFault) -> TypeSyntax {
        let start = current.range.lowerBound
        guard case .word(let word) = current.kind else { throw .expected("a type", current) }
        advance()
        var name = word.lowercased()
        if name == "double", accept("precision") { name = "double precision" }
        var arguments: [Int] = []
        if accept(.open) {
            repeat {
                guard case .number(let digits) = current.kind, let number = Int(digits) else {
                    throw .expected("a number of digits", current)
                }
                advance()
                arguments.append(number)
            } while accept(.comma)
            try expect(.close, "to close the type")
        }
        return TypeSyntax(name: name, arguments: arguments, range: start..<consumedEnd)
    }

    // MARK: Calls

    private mutating func call() throws(ExpressionFault) -> SyntaxNode {
        let start = current.range.lowerBound
        let nameRange = current.range
        let name = current.keyword ?? ""
        advance()
        advance()
        if current.kind == .symbol(.star), following.kind == .symbol(.close) {
            advance()
            advance()
            return try finishedCall(name, nameRange, [], isStar: true, from: start)
        }
        switch name {
        case "extract": return try extract(nameRange, from: start)
        case "position": return try position(nameRange, from: start)
        case "substring": return try substring(nameRange, from: start)
        default: break
        }
        let isDistinct = accept("distinct")
        let arguments = try list(closing: "the arguments of '\(name)'")
        return try finishedCall(name, nameRange, arguments, isDistinct: isDistinct, from: start)
    }

    private mutating func finishedCall(
        _ name: String,
        _ nameRange: Range<Int>,
        _ arguments: [SyntaxNode],
        isStar: Bool = false,
        isDistinct: Bool = false,
        from start: Int
    ) throws(ExpressionFault) -> SyntaxNode {
        var filter: SyntaxNode?
        if current.keyword == "filter", following.kind == .symbol(.open) {
            advance()
            advance()
            try expect("where", "in 'filter (where …)'")
            filter = try expression()
            try expect(.close, "to close 'filter'")
        }
        let call = CallSyntax(
            name: name,
            nameRange: nameRange,
            arguments: arguments,
            isStar: isStar,
            isDistinct: isDistinct,
            filter: filter
        )
        return try node(.call(call), from: start)
    }

    /// `extract(year from x)` is `date_part('year', x)`.
    private mutating func extract(
        _ nameRange: Range<Int>,
        from start: Int
    ) throws(ExpressionFault) -> SyntaxNode {
        let part: String
        let partRange = current.range
        switch current.kind {
        case .word(let word): part = word.lowercased()
        case .text(let text): part = text
        default: throw .expected("a part like 'year' in 'extract(year from x)'", current)
        }
        advance()
        try expect("from", "in 'extract(year from x)'")
        let value = try expression()
        try expect(.close, "to close 'extract'")
        let literal = SyntaxNode(.literal(.text(part)), partRange)
        return try finishedCall("date_part", nameRange, [literal, value], from: start)
    }

    /// `position(part in text)` or `position(text, part)`.
    private mutating func position(
        _ nameRange: Range<Int>,
        from start: Int
    ) throws(ExpressionFault) -> SyntaxNode {
        if current.kind == .symbol(.close) {
            return try finishedCall("position", nameRange, list(closing: "'position'"), from: start)
        }
        let first = try expression(above: .concatenation)
        guard accept("in") else {
            guard accept(.comma) else { throw .expected("'in' or ',' in 'position'", current) }
            let rest = try list(closing: "the arguments of 'position'")
            return try finishedCall("position", nameRange, [first] + rest, from: start)
        }
        let text = try expression()
        try expect(.close, "to close 'position'")
        return try finishedCall("position", nameRange, [text, first], from: start)
    }

    /// `substring(text from start for length)` or `substring(text, start, length)`.
    private mutating func substring(
        _ nameRange: Range<Int>,
        from start: Int
    ) throws(ExpressionFault) -> SyntaxNode {
        if current.kind == .symbol(.close) {
            return try finishedCall(
                "substring",
                nameRange,
                list(closing: "'substring'"),
                from: start
            )
        }
        var arguments = [try expression()]
        while accept("from") || accept("for") || accept(.comma) {
            arguments.append(try expression())
        }
        try expect(.close, "to close 'substring'")
        return try finishedCall("substring", nameRange, arguments, from: start)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Reads tokens into a tree, by precedence climbing; the order of precedence is PostgreSQL's.
struct Parser {
    /// How deeply parts may stand inside one another, so that no text can exhaust a worker's stack.
    static let maximumDepth = 200
    /// How many branches a `case` may have.
    static let maximumBranchCount = 10_000

    private let tokens: [Token]
    private var position = 0
    private var nesting = 0

    /// The tree of a whole expression.
    static func parse(_ text: String) throws(ExpressionFault) -> SyntaxNode {
        var parser = Parser(tokens: try Lexer.tokens(of: text))
        guard parser.current.kind != .end else { throw .emptyExpression }
        let node = try parser.expression()
        guard parser.current.kind == .end else { throw .unexpected(parser.current, after: node) }
        return node
    }

    /// A type's name alone, as after `::`.
    static func parseType(_ text: String) throws(ExpressionFault) -> TypeSyntax {
        var parser = Parser(tokens: try Lexer.tokens(of: text))
        let type = try parser.typeName()
        guard parser.current.kind == .end else { throw .expected("nothing more", parser.current) }
        return type
    }

    private init(tokens: [Token]) {
        self.tokens = tokens
    }

    // MARK: Tokens

    var current: Token { tokens[position] }
    var following: Token { tokens[min(position + 1, tokens.count - 1)] }
    /// Where the last consumed token ended.
    var consumedEnd: Int { position == 0 ? 0 : tokens[position - 1].range.upperBound }

    mutating func advance() { position = min(position + 1, tokens.count - 1) }

    mutating func accept(_ symbol: Symbol) -> Bool {
        guard current.kind == .symbol(symbol) else { return false }
        advance()
        return true
    }

    mutating func accept(_ keyword: String) -> Bool {
        guard current.keyword == keyword else { return false }
        advance()
        return true
    }

    mutating func expect(_ symbol: Symbol, _ purpose: String) throws(ExpressionFault) {
        guard accept(symbol) else { throw .expected("'\(symbol.rawValue)' \(purpose)", current) }
    }

    mutating func expect(_ keyword: String, _ purpose: String) throws(ExpressionFault) {
        guard accept(keyword) else { throw .expected("'\(keyword)' \(purpose)", current) }
    }

    /// A node that begins at `start` and ends with the last consumed token.
    func node(_ kind: SyntaxNode.Kind, from start: Int) throws(ExpressionFault) -> SyntaxNode {
        let node = SyntaxNode(kind, start..<consumedEnd)
        guard node.depth <= Self.maximumDepth else { throw .nestedTooDeeply(node.range) }
        return node
    }

    // MARK: Expressions

    mutating func expression() throws(ExpressionFault) -> SyntaxNode {
        try expression(above: .lowest)
    }

    /// Reads operators that bind at least as tightly as `minimum`.
    mutating func expression(above minimum: Precedence) throws(ExpressionFault) -> SyntaxNode {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Self.maximumDepth else { throw .nestedTooDeeply(current.range) }
        var left = try prefixed()
        while let precedence = infixPrecedence, precedence >= minimum {
            left = try infix(after: left, precedence)
        }
        return left
    }

    private mutating func prefixed() throws(ExpressionFault) -> SyntaxNode {
        let start = current.range.lowerBound
        if accept("not") {
            return try node(.unary(.not, expression(above: .negation)), from: start)
        }
        if accept(.plus) {
            return try node(.unary(.plus, expression(above: .sign)), from: start)
        }
        guard accept(.minus) else { return try primary() }
        // The sign belongs to the digits, so that the smallest int64 can be written.
        if case .number(let digits) = current.kind, following.kind != .symbol(.castArrow) {
            advance()
            return try node(.literal(.number("-" + digits)), from: start)
        }
        return try node(.unary(.negate, expression(above: .sign)), from: start)
    }

    private var infixPrecedence: Precedence? {
        switch current.kind {
        case .symbol(let symbol): Precedence(symbol)
        case .word: Precedence(keyword: current.keyword ?? "", next: following.keyword)
        default: nil
        }
    }

    private mutating func infix(
        after left: SyntaxNode,
        _ precedence: Precedence
    ) throws(ExpressionFault) -> SyntaxNode {
        switch precedence {
        case .disjunction: return try junction(.or, after: left, above: .conjunction)
        case .conjunction: return try junction(.and, after: left, above: .negation)
        case .identity: return try identity(of: left)
        case .membership: return try membership(of: left)
        case .cast:
            advance()
            return try node(.cast(left, typeName(), isTry: false), from: left.range.lowerBound)
        default: return try binary(after: left, precedence)
        }
    }

    private mutating func junction(
        _ junction: Junction,
        after left: SyntaxNode,
        above minimum: Precedence
    ) throws(ExpressionFault) -> SyntaxNode {
        var operands = [left]
        while accept(junction.rawValue) { operands.append(try expression(above: minimum)) }
        return try node(.junction(junction, operands), from: left.range.lowerBound)
    }

    private mutating func binary(
        after left: SyntaxNode,
        _ precedence: Precedence
    ) throws(ExpressionFault) -> SyntaxNode {
        guard case .symbol(let symbol) = current.kind,
            let operation = BinaryOperator(
                rawValue: symbol == .notEqualBang ? "<>" : symbol.rawValue
            )
        else { throw .unexpected(current, after: left) }
        let token = current
        advance()
        let right = try expression(above: precedence.next)
        if precedence == .comparison, infixPrecedence == .comparison {
            throw .chainedComparison(token.range.lowerBound..<current.range.upperBound)
        }
        return try node(.binary(operation, left, right), from: left.range.lowerBound)
    }

    /// `is [not] null | true | false | distinct from x`.
    private mutating func identity(of left: SyntaxNode) throws(ExpressionFault) -> SyntaxNode {
        let start = left.range.lowerBound
        advance()
        let isNegated = accept("not")
        if accept("distinct") {
            try expect("from", "after 'is distinct'")
            let right = try expression(above: .comparison)
            return try node(.isDistinct(left, from: right, isNegated: isNegated), from: start)
        }
        guard let test = current.keyword.flatMap(IsTest.init(rawValue:)) else {
            throw .expected("'null', 'true', 'false' or 'distinct from' after 'is'", current)
        }
        advance()
        return try node(.isTest(left, test, isNegated: isNegated), from: start)
    }

    /// `[not] in`, `[not] between`, `[not] like`, `[not] ilike`.
    private mutating func membership(of left: SyntaxNode) throws(ExpressionFault) -> SyntaxNode {
        let start = left.range.lowerBound
        let isNegated = accept("not")
        if accept("in") {
            try expect(.open, "after 'in'")
            let items = try list(closing: "the list of 'in'")
            guard !items.isEmpty else { throw .emptyList(consumedEnd - 2..<consumedEnd) }
            return try node(.inList(left, items, isNegated: isNegated), from: start)
        }
        if accept("between") {
            let low = try expression(above: .concatenation)
            try expect("and", "between the two bounds of 'between'")
            let high = try expression(above: .concatenation)
            let kind = SyntaxNode.Kind.between(left, low: low, high: high, isNegated: isNegated)
            return try node(kind, from: start)
        }
        let ignoresCase = current.keyword == "ilike"
        advance()
        let pattern = try expression(above: .concatenation)
        let escape = accept("escape") ? try expression(above: .concatenation) : nil
        let like = LikeSyntax(
            value: left,
            pattern: pattern,
            escape: escape,
            ignoresCase: ignoresCase,
            isNegated: isNegated
        )
        return try node(.like(like), from: start)
    }

    /// Expressions up to the closing parenthesis, which is consumed.
    mutating func list(closing purpose: String) throws(ExpressionFault) -> [SyntaxNode] {
        var items: [SyntaxNode] = []
        if accept(.close) { return items }
        repeat { items.append(try expression()) } while accept(.comma)
        guard accept(.close) else { throw .expected("',' or ')' in \(purpose)", current) }
        return items
    }
}

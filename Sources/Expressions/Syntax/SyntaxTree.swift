// SPDX-License-Identifier: Apache-2.0

/// An expression as it was written, before anything is known about types.
struct SyntaxNode: Sendable {
    indirect enum Kind: Sendable {
        case column(String, isQuoted: Bool)
        case parameter(String)
        case literal(Literal)
        case unary(UnaryOperator, SyntaxNode)
        case binary(BinaryOperator, SyntaxNode, SyntaxNode)
        /// `and` or `or` over two or more operands.
        case junction(Junction, [SyntaxNode])
        case isTest(SyntaxNode, IsTest, isNegated: Bool)
        case isDistinct(SyntaxNode, from: SyntaxNode, isNegated: Bool)
        case inList(SyntaxNode, [SyntaxNode], isNegated: Bool)
        case between(SyntaxNode, low: SyntaxNode, high: SyntaxNode, isNegated: Bool)
        case like(LikeSyntax)
        case choice(operand: SyntaxNode?, [BranchSyntax], otherwise: SyntaxNode?)
        case cast(SyntaxNode, TypeSyntax, isTry: Bool)
        case call(CallSyntax)
    }

    let kind: Kind
    /// Unicode scalar offsets in the expression's text.
    let range: Range<Int>
    /// How many nodes stand above one another, this one included.
    let depth: Int

    init(_ kind: Kind, _ range: Range<Int>) {
        self.kind = kind
        self.range = range
        depth = 1 + kind.children.reduce(0) { max($0, $1.depth) }
    }
}

enum Literal: Sendable, Hashable {
    case null
    case boolean(Bool)
    /// Digits with an optional sign, point and exponent, as written.
    case number(String)
    case text(String)
    /// The text after `date`.
    case date(String)
    /// The text after `timestamp`.
    case timestamp(String)
}

enum UnaryOperator: String, Sendable {
    case negate = "-"
    case plus = "+"
    case not = "not"
}

enum BinaryOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case concatenate = "||"
    case equal = "="
    case notEqual = "<>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

enum Junction: String, Sendable {
    case and
    case or
}

enum IsTest: String, Sendable {
    case null
    case isTrue = "true"
    case isFalse = "false"
}

struct LikeSyntax: Sendable {
    let value: SyntaxNode
    let pattern: SyntaxNode
    let escape: SyntaxNode?
    let ignoresCase: Bool
    let isNegated: Bool
}

struct BranchSyntax: Sendable {
    let condition: SyntaxNode
    let value: SyntaxNode
}

/// A type as written: `decimal(18, 2)`.
struct TypeSyntax: Sendable {
    let name: String
    let arguments: [Int]
    let range: Range<Int>
}

struct CallSyntax: Sendable {
    let name: String
    let nameRange: Range<Int>
    let arguments: [SyntaxNode]
    /// Written `count(*)`.
    let isStar: Bool
    let isDistinct: Bool
    let filter: SyntaxNode?
}

extension SyntaxNode.Kind {
    /// The parts, in the order in which they were written.
    var children: [SyntaxNode] {
        switch self {
        case .column, .parameter, .literal: []
        case .unary(_, let operand), .isTest(let operand, _, _), .cast(let operand, _, _): [operand]
        case .binary(_, let left, let right), .isDistinct(let left, let right, _): [left, right]
        case .junction(_, let operands): operands
        case .inList(let value, let items, _): [value] + items
        case .between(let value, let low, let high, _): [value, low, high]
        case .like(let like): [like.value, like.pattern] + (like.escape.map { [$0] } ?? [])
        case .choice(let operand, let branches, let otherwise):
            (operand.map { [$0] } ?? []) + branches.flatMap { [$0.condition, $0.value] }
                + (otherwise.map { [$0] } ?? [])
        case .call(let call): call.arguments + (call.filter.map { [$0] } ?? [])
        }
    }
}

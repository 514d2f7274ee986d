// SPDX-License-Identifier: Apache-2.0

import Diagnostics

extension ExpressionFault {
    private static func syntax(_ range: Range<Int>, _ message: String, fix: String? = nil) -> Self {
        ExpressionFault(.expressionSyntax, range, message, fix: fix)
    }

    static let emptyExpression = syntax(0..<0, "the expression is empty")

    static func emptyColumnName(_ range: Range<Int>) -> Self {
        syntax(range, "\"\" names no column", fix: "an empty text is written ''")
    }

    static func unterminatedComment(_ range: Range<Int>) -> Self {
        syntax(range, "the comment has no end", fix: "end it with */")
    }

    static func unterminatedQuote(_ quote: Unicode.Scalar, _ range: Range<Int>) -> Self {
        let what = quote == "'" ? "text" : "column name"
        return syntax(
            range,
            "the \(what) has no closing \(quote)",
            fix: "a \(quote) inside it is written twice"
        )
    }

    static func interpolationInExpression(_ range: Range<Int>) -> Self {
        syntax(
            range,
            "${…} is not known in expressions",
            fix: "write $name for a parameter, without braces or quotes"
        )
    }

    static func emptyParameterName(_ range: Range<Int>) -> Self {
        syntax(
            range,
            "a parameter's name is missing after '$'",
            fix: "write $name, as in $window.start"
        )
    }

    static func malformedNumber(_ text: String, _ range: Range<Int>) -> Self {
        syntax(
            range,
            "'\(text)' is not a number",
            fix: "a column whose name begins with a digit needs double quotes"
        )
    }

    static func doubledEqualSign(_ range: Range<Int>) -> Self {
        syntax(range, "'==' is not an operator", fix: "write = to compare")
    }

    static func unexpectedCharacter(_ scalar: Unicode.Scalar, _ range: Range<Int>) -> Self {
        let fix: String? =
            switch scalar {
            case "‘", "’", "‚", "`", "´": "a text stands in straight single quotes, as in 'NOK'"
            case "“", "”", "„":
                "a text stands in straight single quotes, a column name in straight double quotes"
            case "&", "|": "write and or or"
            case "!": "write not, or <> for 'is not equal'"
            case ";": "an expression has no ';' at its end"
            default: nil
            }
        return syntax(range, "'\(scalar)' has no meaning here", fix: fix)
    }

    static func unexpected(_ token: Token, after node: SyntaxNode) -> Self {
        let fix: String? =
            if case .column(let name, isQuoted: false) = node.kind, case .word = token.kind {
                "a column name with blanks stands in double quotes: \"\(name) \(token.text)\""
            } else {
                "an operator like 'and' is missing before it, or it is too much"
            }
        return syntax(token.range, "\(token.shown) is not expected here", fix: fix)
    }

    static func expected(_ what: String, _ token: Token) -> Self {
        syntax(token.range, "expected \(what), but found \(token.shown)")
    }

    static func nestedTooDeeply(_ range: Range<Int>) -> Self {
        syntax(
            range,
            "the expression is nested more than \(Parser.maximumDepth) levels deep",
            fix: "calculate parts of it as columns in a transform before"
        )
    }

    static func tooManyBranches(_ range: Range<Int>) -> Self {
        syntax(range, "'case' has more than \(Parser.maximumBranchCount) branches")
    }

    static func chainedComparison(_ range: Range<Int>) -> Self {
        syntax(
            range,
            "comparisons cannot be chained",
            fix: "write a < b and b < c, or b between a and c"
        )
    }

    static func emptyList(_ range: Range<Int>) -> Self {
        syntax(range, "the list of 'in' is empty", fix: "name at least one value, as in x in ('a')")
    }

    static func misplacedStar(_ range: Range<Int>) -> Self {
        syntax(range, "'*' has no meaning here", fix: "rows are counted with count(*)")
    }

    static func reservedWord(_ word: String, _ range: Range<Int>) -> Self {
        syntax(range, "'\(word)' is a keyword", fix: "a column of that name is written \"\(word)\"")
    }
}

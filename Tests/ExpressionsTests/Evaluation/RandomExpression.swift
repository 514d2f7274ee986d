// SPDX-License-Identifier: Apache-2.0

/// Writes random expressions over columns `b` and `c` (boolean), `i` and `j` (int64), `s` and `t`
/// (text).
struct RandomExpression {
    var random: SeededRandom

    mutating func pick<T>(_ items: [T]) -> T {
        items[Int.random(in: items.indices, using: &random)]
    }

    mutating func any() -> String {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: condition(depth: 4)
        case 1: integer(depth: 4)
        default: text(depth: 4)
        }
    }

    mutating func condition(depth: Int) -> String {
        guard depth > 0 else { return pick(["b", "c", "true", "false", "(b is null)"]) }
        let next = depth - 1
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return "(\(condition(depth: next)) and \(condition(depth: next)))"
        case 1: return "(\(condition(depth: next)) or \(condition(depth: next)))"
        case 2: return "(not \(condition(depth: next)))"
        case 3: return "(\(integer(depth: next)) \(sign()) \(integer(depth: next)))"
        case 4: return "(\(text(depth: next)) \(sign()) \(text(depth: next)))"
        case 5:
            let items = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                pick(["'a'", "'b:c'", "''", "t", "null"])
            }
            return
                "(\(text(depth: next)) \(pick(["", "not "]))in (\(items.joined(separator: ", "))))"
        case 6:
            let items = [integer(depth: 0), pick(["1", "null", "j", "0"]), integer(depth: next)]
            return "(\(integer(depth: next)) in (\(items.joined(separator: ", "))))"
        case 7:
            return
                "(\(integer(depth: next)) \(pick(["", "not "]))between \(integer(depth: 0)) and \(integer(depth: next)))"
        case 8:
            let test = pick(["is null", "is not null", "is true", "is not false"])
            return "(\(condition(depth: next)) \(test))"
        default:
            return
                "(\(integer(depth: next)) is \(pick(["", "not "]))distinct from \(integer(depth: next)))"
        }
    }

    private mutating func sign() -> String { pick(["=", "<>", "<", "<=", ">", ">="]) }

    mutating func integer(depth: Int) -> String {
        guard depth > 0 else {
            return pick(["i", "j", "0", "1", "7", "-3", "9223372036854775807"])
        }
        let next = depth - 1
        switch Int.random(in: 0..<9, using: &random) {
        case 0...2:
            return "(\(integer(depth: next)) \(pick(["+", "-", "*", "%"])) \(integer(depth: next)))"
        case 3: return "(- \(integer(depth: next)))"
        case 4: return "coalesce(\(integer(depth: next)), \(integer(depth: next)))"
        case 5:
            let branches = (0..<2).map { _ in
                "when \(condition(depth: next)) then \(integer(depth: next))"
            }
            let otherwise = pick(["", " else \(integer(depth: next))"])
            return "case \(branches.joined(separator: " "))\(otherwise) end"
        case 6: return "length(\(text(depth: next)))"
        case 7: return "nullif(\(integer(depth: next)), \(integer(depth: 0)))"
        default: return "least(\(integer(depth: next)), \(integer(depth: 0)))"
        }
    }

    mutating func text(depth: Int) -> String {
        guard depth > 0 else { return pick(["s", "t", "s", "'a'", "'Øre:x'", "''"]) }
        let next = depth - 1
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return "lower(\(text(depth: next)))"
        case 1: return "split_part(\(text(depth: next)), ':', 2)"
        case 2: return "(\(text(depth: next)) || \(text(depth: 0)))"
        case 3: return "coalesce(\(text(depth: next)), \(text(depth: next)))"
        case 4:
            return
                "case when \(condition(depth: next)) then \(text(depth: next)) else \(text(depth: 0)) end"
        default: return text(depth: 0)
        }
    }
}

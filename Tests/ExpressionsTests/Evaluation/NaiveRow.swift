// SPDX-License-Identifier: Apache-2.0

@testable import Expressions

/// One row at a time, straight from the syntax tree: slow, obvious, and written without a look at
/// the kernels.
struct NaiveRow {
    enum Value: Hashable {
        case null
        case boolean(Bool)
        case integer(Int64)
        case text(String)
    }

    /// Any fault of the row.
    struct Failure: Error {}

    let columns: [String: Value]

    func value(_ node: SyntaxNode) throws -> Value {
        switch node.kind {
        case .column(let name, _): return columns[name] ?? .null
        case .literal(let literal): return value(literal)
        case .unary(.not, let operand):
            return try truth(operand).map { .boolean(!$0) } ?? .null
        case .unary(_, let operand):
            return try integer(operand).map {
                .integer(try exact(Int64(0).subtractingReportingOverflow($0)))
            }
                ?? .null
        case .binary(let operation, let left, let right): return try binary(operation, left, right)
        case .junction(let junction, let operands): return try self.junction(junction, operands)
        case .isTest(let operand, let test, let isNegated):
            let value = try value(operand)
            let wanted: Value = test == .null ? .null : .boolean(test == .isTrue)
            return .boolean((value == wanted) != isNegated)
        case .isDistinct(let left, let right, let isNegated):
            let (first, second) = (try value(left), try value(right))
            return .boolean((first != second) != isNegated)
        case .inList(let value, let items, let isNegated):
            return try inList(self.value(value), items).map { .boolean($0 != isNegated) } ?? .null
        case .between(let value, let low, let high, let isNegated):
            let low = SyntaxNode(.binary(.greaterOrEqual, value, low), node.range)
            let high = SyntaxNode(.binary(.lessOrEqual, value, high), node.range)
            return try truth(SyntaxNode(.junction(.and, [low, high]), node.range))
                .map { .boolean($0 != isNegated) } ?? .null
        case .choice(_, let branches, let otherwise):
            for branch in branches where try truth(branch.condition) == true {
                return try value(branch.value)
            }
            return try otherwise.map { try value($0) } ?? .null
        case .call(let call): return try self.call(call)
        default: throw Failure()
        }
    }

    private func value(_ literal: Literal) -> Value {
        switch literal {
        case .boolean(let value): .boolean(value)
        case .number(let digits): .integer(Int64(digits) ?? 0)
        case .text(let text): .text(text)
        default: .null
        }
    }

    private func truth(_ node: SyntaxNode) throws -> Bool? {
        if case .boolean(let value) = try value(node) { return value }
        return nil
    }

    private func integer(_ node: SyntaxNode) throws -> Int64? {
        if case .integer(let value) = try value(node) { return value }
        return nil
    }

    private func exact(_ result: (partialValue: Int64, overflow: Bool)) throws -> Int64 {
        if result.overflow { throw Failure() }
        return result.partialValue
    }

    private func junction(_ junction: Junction, _ operands: [SyntaxNode]) throws -> Value {
        let decisive = junction == .or
        var isKnown = true
        for operand in operands {
            switch try truth(operand) {
            case decisive: return .boolean(decisive)
            case nil: isKnown = false
            default: continue
            }
        }
        return isKnown ? .boolean(!decisive) : .null
    }

    private func inList(_ value: Value, _ items: [SyntaxNode]) throws -> Bool? {
        var isKnown = value != .null
        for item in items {
            let candidate = try self.value(item)
            if candidate == .null || value == .null {
                isKnown = false
            } else if candidate == value {
                return true
            }
        }
        return isKnown ? false : nil
    }

    private func binary(
        _ operation: BinaryOperator,
        _ left: SyntaxNode,
        _ right: SyntaxNode
    ) throws -> Value {
        let (first, second) = (try value(left), try value(right))
        switch (first, second) {
        case (.integer(let first), .integer(let second)):
            return try integers(operation, first, second)
        case (.text(let first), .text(let second)):
            if operation == .concatenate { return .text(first + second) }
            let isLess = first.utf8.lexicographicallyPrecedes(second.utf8)
            return compare(operation, isLess ? -1 : (first.utf8.elementsEqual(second.utf8) ? 0 : 1))
        case (.boolean(let first), .boolean(let second)):
            return compare(operation, (first ? 1 : 0) - (second ? 1 : 0))
        default: return .null
        }
    }

    private func integers(_ operation: BinaryOperator, _ left: Int64, _ right: Int64) throws
        -> Value
    {
        switch operation {
        case .add: return .integer(try exact(left.addingReportingOverflow(right)))
        case .subtract: return .integer(try exact(left.subtractingReportingOverflow(right)))
        case .multiply: return .integer(try exact(left.multipliedReportingOverflow(by: right)))
        case .remainder:
            if right == 0 { throw Failure() }
            return .integer(right == -1 ? 0 : left % right)
        default: return compare(operation, left < right ? -1 : (left == right ? 0 : 1))
        }
    }

    private func compare(_ operation: BinaryOperator, _ order: Int) -> Value {
        switch operation {
        case .equal: .boolean(order == 0)
        case .notEqual: .boolean(order != 0)
        case .less: .boolean(order < 0)
        case .lessOrEqual: .boolean(order <= 0)
        case .greater: .boolean(order > 0)
        default: .boolean(order >= 0)
        }
    }

    private func call(_ call: CallSyntax) throws -> Value {
        if call.name == "coalesce" {
            for argument in call.arguments {
                let value = try value(argument)
                if value != .null { return value }
            }
            return .null
        }
        let arguments = try call.arguments.map { try value($0) }
        switch (call.name, arguments.first ?? .null) {
        case ("nullif", let first): return first == arguments[1] ? .null : first
        case ("lower", .text(let text)): return .text(text.lowercased())
        case ("length", .text(let text)): return .integer(Int64(text.unicodeScalars.count))
        case ("split_part", .text(let text)):
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            return .text(parts.count > 1 ? String(parts[1]) : "")
        case ("least", _):
            return arguments.filter { $0 != .null }.min { left, right in
                if case .integer(let left) = left, case .integer(let right) = right {
                    return left < right
                }
                return false
            } ?? .null
        default: return .null
        }
    }
}

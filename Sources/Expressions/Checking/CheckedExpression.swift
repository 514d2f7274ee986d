// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Computes one result per slot from arguments that are constants or columns as long as `rows`.
///
/// A kernel fills every slot, but reports faults only for active rows, and only where no argument
/// is null unless it handles nulls itself.
typealias Kernel =
    @Sendable (_ arguments: [Vector], _ rows: Selection, _ faults: inout RowFaults) -> Vector

/// An expression whose names and types are known.
struct CheckedExpression: Sendable {
    indirect enum Kind: Sendable {
        /// Position and name in the scope's schema.
        case column(Int, String)
        case constant(ScalarValue)
        case call(KernelCall)
        case junction(Junction, [CheckedExpression])
        case choice([CheckedBranch], otherwise: CheckedExpression?)
        /// The first argument that is not null; later ones see only rows still undecided.
        case coalesce([CheckedExpression])
        /// Whether the value equals an item; later items see only rows still undecided.
        case inList(CheckedExpression, [CheckedExpression], equal: Kernel)
    }

    let kind: Kind
    /// What the values are; nil for a bare null.
    let type: DataType?
    /// Unicode scalar offsets in the expression's text.
    let range: Range<Int>

    /// The value, if it is the same for every row.
    var constant: ScalarValue? {
        if case .constant(let value) = kind { return value }
        return nil
    }
}

/// One `when … then …`.
struct CheckedBranch: Sendable {
    let condition: CheckedExpression
    let value: CheckedExpression
}

/// An operator or function with its arguments.
struct KernelCall: Sendable {
    let form: SQLForm
    let arguments: [CheckedExpression]
    /// Whether any null argument gives null, so that the kernel never has to look.
    let isStrict: Bool
    let kernel: Kernel
}

/// How a call is spelled in SQL.
enum SQLForm: Sendable, Hashable {
    case infix(String)
    /// `like` or `ilike`, and its escape character.
    case like(String, escape: Unicode.Scalar?)
    case prefix(String)
    case suffix(String)
    case function(String)
    case cast(DataType, isTry: Bool)
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

/// One row of the table of scalar functions: everything that the checker, the evaluator and the
/// reference page know of it.
package struct ScalarFunction: Sendable {
    /// The groups in which the reference lists functions.
    package enum Category: String, Sendable, CaseIterable {
        case text
        case numbers
        case nulls
        case time
        case money
        case hashing
        case json
    }

    /// What a null argument does.
    package enum NullRule: String, Sendable {
        /// Any null argument gives null.
        case givesNull = "null if any argument is null"
        /// Null arguments are left out; null only if all are.
        case isSkipped = "null arguments are left out"
        /// The function exists to treat nulls.
        case isTreated = "treats nulls itself"
    }

    /// Its name in lower case, then its other names.
    package let names: [String]
    /// The group that it is listed in.
    package let category: Category
    /// What a null argument does.
    package let nullRule: NullRule
    /// One sentence for lists and the reference.
    package let summary: String
    /// A call and what it gives, as text.
    package let example: (call: String, result: String)

    let rule: FunctionRule

    init(
        _ names: String...,
        category: Category,
        nullRule: NullRule = .givesNull,
        _ summary: String,
        example: (call: String, result: String),
        _ rule: FunctionRule
    ) {
        self.names = names
        self.category = category
        self.nullRule = nullRule
        self.summary = summary
        self.example = example
        self.rule = rule
    }

    /// The name that the reference lists it under.
    package var name: String { names[0] }

    /// Each way to call it: `split_part(text, delimiter, index)`.
    package var signatures: [String] {
        switch rule {
        case .overloads(let overloads): overloads.map { "\(name)(\($0.parameterText))" }
        case .common(let form): ["\(name)(\(form.parameterText))"]
        case .operation: ["\(name)(dividend, divisor)"]
        }
    }

    /// The function of that name or alias, whatever its case; nil if there is none.
    package static func named(_ name: String) -> ScalarFunction? {
        byName[name.lowercased()]
    }

    /// Every function, by category and then by name.
    package static let all: [ScalarFunction] =
        TextFunctions.all + RegexFunctions.all + NumberFunctions.all + NullFunctions.all
        + TimeFunctions.all + MoneyFunctions.all + HashFunctions.all + JSONFunctions.all

    private static let byName: [String: ScalarFunction] = {
        let pairs = all.flatMap { function in function.names.map { ($0, function) } }
        return Dictionary(uniqueKeysWithValues: pairs)
    }()

    /// Every name and alias, for "did you mean".
    static var allNames: [String] { byName.keys.sorted() }
}

/// How a function's arguments are checked and computed.
enum FunctionRule: Sendable {
    /// The overload that fits the arguments' types with the fewest conversions.
    case overloads([Overload])
    /// All arguments become one type, which the result has too.
    case common(CommonForm)
    /// The function is another spelling of an operator.
    case operation(BinaryOperator)
}

/// Functions whose arguments and result have one type.
enum CommonForm: Sendable {
    case coalesce
    case nullIf
    case least
    case greatest

    var arity: ClosedRange<Int> {
        switch self {
        case .coalesce, .least, .greatest: 1...Int.max
        case .nullIf: 2...2
        }
    }

    var parameterText: String { self == .nullIf ? "value, unwanted" : "value, value, …" }
}

/// One list of parameters of a function.
struct Overload: Sendable {
    let parameters: [Parameter]
    /// How many parameters at the end may be left out.
    let optionalCount: Int
    /// Whether the last parameter may be repeated.
    let isVariadic: Bool
    let result: @Sendable (Binding) -> DataType
    let kernel: @Sendable (Binding) throws(BindingFault) -> Kernel

    init(
        _ parameters: [Parameter],
        optional optionalCount: Int = 0,
        isVariadic: Bool = false,
        to result: DataType,
        _ kernel: @escaping Kernel
    ) {
        self.init(
            parameters,
            optional: optionalCount,
            isVariadic: isVariadic,
            result: { _ in result },
            binding: { _ in kernel }
        )
    }

    /// An overload of one type whose kernel depends on what is known of the arguments.
    init(
        _ parameters: [Parameter],
        optional optionalCount: Int = 0,
        to result: DataType,
        binding kernel: @escaping @Sendable (Binding) throws(BindingFault) -> Kernel
    ) {
        self.init(
            parameters,
            optional: optionalCount,
            result: { _ in result },
            binding: kernel
        )
    }

    init(
        _ parameters: [Parameter],
        optional optionalCount: Int = 0,
        isVariadic: Bool = false,
        result: @escaping @Sendable (Binding) -> DataType,
        binding kernel: @escaping @Sendable (Binding) throws(BindingFault) -> Kernel
    ) {
        self.parameters = parameters
        self.optionalCount = optionalCount
        self.isVariadic = isVariadic
        self.result = result
        self.kernel = kernel
    }

    var arity: ClosedRange<Int> {
        (parameters.count - optionalCount)...(isVariadic ? Int.max : parameters.count)
    }

    /// The parameter that an argument stands for.
    func parameter(at index: Int) -> Parameter { parameters[min(index, parameters.count - 1)] }

    var parameterText: String {
        var texts = parameters.map(\.name)
        if isVariadic { texts.append("…") }
        for index in parameters.count - optionalCount..<parameters.count {
            texts[index] = "[\(texts[index])]"
        }
        return texts.joined(separator: ", ")
    }
}

/// One parameter of a function.
struct Parameter: Sendable {
    enum Kind: String, Sendable {
        case boolean
        case text
        /// The type json, or JSON in a text.
        case json = "json or a text"
        /// A text that must be known before the run.
        case constantText = "a text known before the run"
        /// Any value but money, written as text.
        case writable = "a value"
        case int64
        case decimal = "an exact number"
        case float64 = "a number"
        case money
        case date
        case timestamp
    }

    let name: String
    let kind: Kind

    init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

/// What is known of a call's arguments when its kernel is chosen.
struct Binding: Sendable {
    /// The types after conversion.
    let types: [DataType]
    /// The values of arguments that are constants.
    let constants: [ScalarValue?]

    func constantText(_ index: Int) -> String? {
        if index < constants.count, case .text(let text) = constants[index] { return text }
        return nil
    }

    func constantInt64(_ index: Int) -> Int64? {
        if index < constants.count, case .int64(let value) = constants[index] { return value }
        return nil
    }

    /// The digits of an argument that is an exact number.
    func shape(_ index: Int) -> DecimalShape {
        let (precision, scale) = TypeRules.exactShape(types[index]) ?? (1, 0)
        return DecimalShape(precision: precision, scale: scale)
    }
}

/// Why a constant argument does not do, without its place in the expression.
struct BindingFault: Error {
    let argument: Int
    let code: ErrorCode
    let message: String
    let fix: String?
}

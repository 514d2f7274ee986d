// SPDX-License-Identifier: Apache-2.0

package import Columnar

/// One checked aggregate call: a row of the function table with the types it is applied to.
package struct TypedAggregate: Sendable, Hashable {
    /// What is computed.
    package let function: AggregateFunction
    /// The type of the argument; nil for `count(*)`.
    package let argument: DataType?
    /// Whether each different value counts once.
    package let distinct: Bool
    /// The literal after the argument, of the kind that the function's shape asks for.
    package let constant: AggregateConstant?
    /// The call as errors name it, `sum(amount)`.
    package let text: String

    /// Describes a call.
    ///
    /// - Precondition: `function.resultType` accepts the argument, and the constant is of the function's shape.
    package init(
        _ function: AggregateFunction,
        argument: DataType?,
        distinct: Bool = false,
        constant: AggregateConstant? = nil,
        text: String
    ) {
        self.function = function
        self.argument = argument
        self.distinct = distinct
        self.constant = constant
        self.text = text
    }

    /// The type of the results.
    package var resultType: DataType {
        switch function.resultType(argument: argument, distinct: distinct) {
        case .success(let type): type
        case .failure(let fault): preconditionFailure("unchecked call: \(fault.message)")
        }
    }
}

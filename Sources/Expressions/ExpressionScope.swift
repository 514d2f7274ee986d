// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// What names inside an expression mean: the columns flowing in and the bound parameters.
public struct ExpressionScope: Sendable {
    /// The columns that an expression may name.
    public let schema: Schema
    /// The values behind `$name`; `$window.start` is the parameter `window.start`.
    public let parameters: [String: ScalarValue]

    /// Joins columns and parameters.
    ///
    /// - Precondition: Every parameter has a type; a null one is `.null(type)`.
    public init(schema: Schema, parameters: [String: ScalarValue] = [:]) {
        for (name, value) in parameters {
            precondition(value.type != nil, "parameter '\(name)' has no type")
        }
        self.schema = schema
        self.parameters = parameters
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
package import Diagnostics
import Engine
package import FjordKit

/// A stage as far as checking got with it.
struct BuiltStage {
    /// The id, or a name made from the stage's kind.
    var label: String
    /// The registered name; empty for the language's own stages.
    var type = ""
    /// The options in force in one spelling.
    var options = ""
    /// Nil if anything is wrong with the stage or, for want of a schema, could not be told.
    var operation: StageGraph.Operation?
    /// The columns that come out, for a sink those that go in; nil if unknown.
    var schema: Schema?
    /// Columns that are plainly counts or sums, and so add up.
    var additiveColumns: [String] = []
    /// The connection that the stage asks for.
    var connection: ConnectionUse?

    /// The stage in a graph.
    func node(
        _ operation: StageGraph.Operation,
        inputs: [Int],
        _ schema: Schema,
        isInner: Bool = false
    ) -> StageGraph.Node {
        StageGraph.Node(
            id: label,
            type: type,
            options: options,
            operation: operation,
            inputs: inputs,
            schema: schema,
            isInner: isInner
        )
    }
}

extension FollowingTransform {
    /// What it does as a stage of its own.
    var operation: StageGraph.Operation {
        switch self {
        case .ordered(let transform): .orderedTransform(transform)
        case .wholeRun(let transform): .wholeRun(transform)
        }
    }
}

/// A stage's wish for a connection.
package struct ConnectionUse: Sendable, Hashable {
    /// The stage's id, or a name made from its kind.
    package let stage: String
    /// What kind of connection it needs.
    package let need: ConnectionNeed
    /// The connection's name: what `connection:` says, else the name of the system.
    package let name: String
    /// Where the stage, or its `connection:`, stands.
    package let location: SourceLocation
    /// Whether the pipeline itself names the connection.
    package let isNamed: Bool
}

// SPDX-License-Identifier: Apache-2.0

package import FjordKit

/// A checked pipeline, ready to run for one window: stages in an order in which each comes after its inputs.
package struct StageGraph: Sendable {
    /// One stage.
    package struct Node: Sendable {
        /// The stage's id, or a name made from its kind and position, as errors and progress show it.
        package let id: String
        /// What the stage does.
        package let operation: Operation
        /// The positions of the stages that feed it: none for fetch stages, one or more for whole-run transforms, where
        /// a stage may stand twice, one for all others.
        package let inputs: [Int]
        /// The columns that come out; for a sink those that go in.
        package let schema: Schema
        /// The registered stage's name, `vipps.funds`; empty for the language's own stages.
        package let type: String
        /// The options in force in one spelling, whatever order they were written in.
        package let options: String
        /// Whether it is the first half of the stage after it, whose rows alone are the stage's.
        package let isInner: Bool

        /// Describes a stage.
        package init(
            id: String,
            type: String = "",
            options: String = "",
            operation: Operation,
            inputs: [Int],
            schema: Schema,
            isInner: Bool = false
        ) {
            self.id = id
            self.type = type
            self.options = options
            self.operation = operation
            self.inputs = inputs
            self.schema = schema
            self.isInner = isInner
        }

        /// Describes a stage with one input or none.
        package init(
            id: String,
            type: String = "",
            options: String = "",
            operation: Operation,
            input: Int?,
            schema: Schema
        ) {
            self.init(
                id: id,
                type: type,
                options: options,
                operation: operation,
                inputs: input.map { [$0] } ?? [],
                schema: schema
            )
        }

        /// The position of the stage that feeds it, the first of several; nil for fetch stages.
        package var input: Int? { inputs.first }
    }

    /// What a stage does.
    package enum Operation: Sendable {
        case fetch(any FetchStage, FetchContext)
        case filter(CompiledExpression)
        case columns(ColumnPlan)
        case batchTransform(any BatchTransform)
        case orderedTransform(any OrderedTransform)
        case wholeRun(any WholeRunTransform)
        case aggregate(AggregatePlan)
        case streamSink(any StreamSink)
        case batchSink(any BatchSink, SinkInput)
    }

    /// The stages.
    package let nodes: [Node]

    /// Takes stages in order.
    ///
    /// - Precondition: Every input comes before the stage that it feeds.
    package init(nodes: [Node]) {
        for (position, node) in nodes.enumerated() {
            precondition(node.inputs.allSatisfy { $0 < position }, "stage before its input")
        }
        self.nodes = nodes
    }
}

/// A column transform: which columns come out, each taken over or computed from the input's columns.
package struct ColumnPlan: Sendable {
    /// Where an output column comes from.
    package enum Source: Sendable {
        /// The input's column at this position.
        case input(Int)
        case expression(CompiledExpression)
    }

    /// One source per field of the output schema.
    package let sources: [Source]
    /// The columns that come out.
    package let schema: Schema

    /// Joins sources and schema.
    package init(sources: [Source], schema: Schema) {
        precondition(sources.count == schema.fields.count, "one source per column")
        self.sources = sources
        self.schema = schema
    }
}

/// An aggregate: the key columns, then the aggregate expressions.
package struct AggregatePlan: Sendable {
    /// Positions of the key columns in the input.
    package let keys: [Int]
    /// One compiled expression per aggregate column.
    package let results: [CompiledAggregate]
    /// The columns that come out: keys first, then results.
    package let schema: Schema

    /// Joins keys, results and the schema they give.
    package init(keys: [Int], results: [CompiledAggregate], schema: Schema) {
        precondition(keys.count + results.count == schema.fields.count, "one column each")
        self.keys = keys
        self.results = results
        self.schema = schema
    }
}

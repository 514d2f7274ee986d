// SPDX-License-Identifier: Apache-2.0

import Expressions
import FjordKit

@testable import Engine
@testable import Files
@testable import Tables

/// Puts stage graphs together from expressions, as the pipeline file would.
struct GraphSketch {
    private(set) var nodes: [StageGraph.Node] = []

    var graph: StageGraph { StageGraph(nodes: nodes) }

    @discardableResult
    mutating func fetch(_ stage: StandInFetch, id: String = "entries", requests: Int = 8) -> Int {
        let connection = StandInConnection(requestsInFlight: requests)
        let context = FetchContext(window: nil, connection: connection)
        return add(id, .fetch(stage, context), nil, stage.plan.schema)
    }

    mutating func add(
        _ stage: any FetchStage,
        in context: FetchContext,
        schema: Schema,
        id: String = "entries"
    ) -> Int {
        add(id, .fetch(stage, context), nil, schema)
    }

    @discardableResult
    mutating func filter(_ input: Int, _ text: String, id: String = "filter") throws -> Int {
        let schema = nodes[input].schema
        let condition = try CompiledExpression.compileCondition(text, in: scope(schema))
        return add(id, .filter(condition), input, schema)
    }

    /// A column is taken over if its expression is its name.
    @discardableResult
    mutating func columns(
        _ input: Int,
        _ columns: KeyValuePairs<String, String>,
        id: String = "columns"
    ) throws -> Int {
        let schema = nodes[input].schema
        var sources: [ColumnPlan.Source] = []
        var fields: [Field] = []
        for (name, text) in columns {
            let expression = try CompiledExpression.compile(text, in: scope(schema))
            let position = name == text ? schema.index(of: name) : nil
            sources.append(position.map { .input($0) } ?? .expression(expression))
            fields.append(Field(name, expression.type))
        }
        let plan = ColumnPlan(sources: sources, schema: Schema(fields))
        return add(id, .columns(plan), input, plan.schema)
    }

    @discardableResult
    mutating func aggregate(
        _ input: Int,
        _ results: KeyValuePairs<String, String>,
        by: [String] = [],
        id: String = "totals"
    ) throws -> Int {
        let schema = nodes[input].schema
        let compiled = try results.map {
            ($0.key, try CompiledAggregate.compile($0.value, in: scope(schema), by: by))
        }
        let keys = by.compactMap { schema.index(of: $0) }
        let fields =
            keys.map { schema.fields[$0] } + compiled.map { Field($0.0, $0.1.type) }
        let plan = AggregatePlan(
            keys: keys,
            results: compiled.map { $0.1 },
            schema: Schema(fields)
        )
        return add(id, .aggregate(plan), input, plan.schema)
    }

    @discardableResult
    mutating func limit(_ input: Int, rows: Int, id: String = "limit") throws -> Int {
        let limit = try LimitTransform(StageOptions(["rows": .integer(rows)]))
        return ordered(input, limit, id: id)
    }

    @discardableResult
    mutating func ordered(_ input: Int, _ transform: any OrderedTransform, id: String) -> Int {
        add(id, .orderedTransform(transform), input, nodes[input].schema)
    }

    @discardableResult
    mutating func batch(_ input: Int, _ transform: any BatchTransform, id: String) -> Int {
        add(id, .batchTransform(transform), input, nodes[input].schema)
    }

    @discardableResult
    mutating func csv(_ input: Int, id: String = "csv", path: String = "out.csv") throws -> Int {
        let sink = try CSVSink(
            StageOptions([
                "path": .text(path), "header": .boolean(true), "delimiter": .text(","),
                "decimal_separator": .text("."), "null": .text(""), "bom": .boolean(false),
                "formula_guard": .boolean(false), "line_end": .text("lf"), "level": .integer(2),
            ])
        )
        return add(id, .streamSink(sink), input, nodes[input].schema)
    }

    @discardableResult
    mutating func jsonl(_ input: Int, level: Int? = nil, id: String = "jsonl") throws -> Int {
        let path = level == nil ? "out.jsonl" : "out.jsonl.gz"
        let options = StageOptions(["path": .text(path), "level": .integer(level ?? 2)])
        return add(id, .streamSink(try JSONLinesSink(options)), input, nodes[input].schema)
    }

    @discardableResult
    mutating func document(_ input: Int, id: String = "document") -> Int {
        let schema = nodes[input].schema
        let known = SinkInput(schema: schema, additiveColumns: [])
        return add(id, .batchSink(StandInDocumentSink(), known), input, schema)
    }

    @discardableResult
    mutating func wholeRun(
        _ inputs: [Int],
        _ transform: any WholeRunTransform,
        id: String = "whole"
    ) throws -> Int {
        let schema = try transform.outputSchema(for: inputs.map { nodes[$0].schema })
        let operation = StageGraph.Operation.wholeRun(transform)
        nodes.append(.init(id: id, operation: operation, inputs: inputs, schema: schema))
        return nodes.count - 1
    }

    private func scope(_ schema: Schema) -> ExpressionScope { ExpressionScope(schema: schema) }

    private mutating func add(
        _ id: String,
        _ operation: StageGraph.Operation,
        _ input: Int?,
        _ schema: Schema
    ) -> Int {
        nodes.append(.init(id: id, operation: operation, input: input, schema: schema))
        return nodes.count - 1
    }
}

/// Makes one line per row: the row's texts with a bar between, then one on the run.
struct StandInDocumentSink: BatchSink {
    static let spec = StageSpec("stand-in", "Lines of text.")
    let path = "out.txt"

    init() {}
    init(_ options: StageOptions) throws {}

    func makeDocument(for input: SinkInput) throws -> any SinkDocument {
        Document(encoder: CSVEncoder(schema: input.schema, options: CSVOptions()))
    }

    private struct Document: SinkDocument {
        let encoder: CSVEncoder
        var lines = ""

        mutating func add(_ batch: RecordBatch) throws {
            var writer = ByteWriter()
            try encoder.encode(batch, into: &writer)
            lines += writer.text
        }

        mutating func finish(_ run: RunOutline) throws -> Bytes {
            Bytes("\(lines)\(run.pipeline) is \(run.finality)\n")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension Execution {
    /// What stands at the ordering point of one segment.
    static func ends(
        of plan: SegmentPlan,
        number: Int,
        context: RunContext,
        targets: [Int: any OutputTarget],
        below: [SegmentRun],
        _ wholeRuns: [Int: WholeRunEnd]
    ) throws -> SegmentEnds {
        var outputs: [Int: StreamOutput] = [:]
        var ordered: [Int: OrderedEnd] = [:]
        var documents: [Int: DocumentEnd] = [:]
        for node in plan.ends.map(\.node) {
            let stage = context.graph.nodes[node]
            switch stage.operation {
            case .streamSink(let sink):
                let output = StreamOutput(
                    node: node,
                    segment: number,
                    sink: sink,
                    target: try target(of: node, in: targets),
                    context: context
                )
                output.addHeader(try header(of: sink, for: stage.schema))
                outputs[node] = output
            case .batchSink(let sink, let input):
                let document = try sink.makeDocument(for: input)
                let target = try target(of: node, in: targets)
                documents[node] = DocumentEnd(document, stage: stage.id, target: target)
            case .orderedTransform(let transform):
                guard let run = below.first(where: { $0.plan.sourceNode == node }) else { continue }
                ordered[node] = OrderedEnd(transform, at: node, in: context, below: run)
            case .fetch, .filter, .columns, .batchTransform, .wholeRun, .aggregate:
                continue
            }
        }
        let shared = plan.ends.compactMap { end in wholeRuns[end.node].map { (end, $0) } }
        return SegmentEnds(
            needsAllRows: plan.ends.contains { !mayHaveEnough(context.graph.nodes[$0.node]) },
            outputs: outputs,
            wholeRuns: Dictionary(uniqueKeysWithValues: shared),
            ordered: ordered,
            documents: documents
        )
    }

    private static func mayHaveEnough(_ node: StageGraph.Node) -> Bool {
        switch node.operation {
        case .orderedTransform, .wholeRun: true
        default: false
        }
    }

    /// Has a segment ask whether it is still needed whenever one that it feeds has got enough.
    static func tell(_ segment: SegmentRun, whenFinished below: [SegmentRun]) {
        for other in below {
            other.whenFinished { [weak segment] in segment?.reconsider() }
        }
    }

    private static func target(
        of node: Int,
        in targets: [Int: any OutputTarget]
    ) throws -> any OutputTarget {
        guard let target = targets[node] else { preconditionFailure("a sink without a target") }
        return target
    }

    private static func header(of sink: any StreamSink, for schema: Schema) throws -> Bytes {
        var encoder = try sink.makeEncoder(for: schema)
        var writer = ByteWriter()
        encoder.encodeHeader(into: &writer)
        return writer.finish()
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The ends of one segment at its ordering point: files, documents, and ordered transforms with the segments below.
///
/// Only the ordering point calls it, so calls never overlap.
final class SegmentEnds: Sendable {
    /// Whether more rows are wanted.
    enum Demand: Sendable {
        case more
        /// Every end is an ordered or whole-run transform that has all it needs.
        case satisfied
    }

    private struct State {
        var ordered: [Int: OrderedEnd]
        var documents: [Int: DocumentEnd]
    }

    private let outputs: [Int: StreamOutput]
    private let wholeRuns: [SegmentPlan.End: WholeRunEnd]
    private let needsAllRows: Bool
    private let state: Guarded<State>

    /// Joins the ends; `needsAllRows` says whether one, aggregates included, can never have enough.
    init(
        needsAllRows: Bool,
        outputs: [Int: StreamOutput],
        wholeRuns: [SegmentPlan.End: WholeRunEnd],
        ordered: sending [Int: OrderedEnd],
        documents: sending [Int: DocumentEnd]
    ) {
        self.outputs = outputs
        self.wholeRuns = wholeRuns
        self.needsAllRows = needsAllRows
        state = Guarded(State(ordered: ordered, documents: documents))
    }

    /// Takes what became of the next morsel.
    func take(_ morsel: MorselResult) throws -> Demand {
        for chunk in morsel.chunks { try outputs[chunk.node]?.add(chunk) }
        return try state.change { state in
            for part in morsel.batches {
                wholeRuns[part.end]?.take(part.batches, from: part.end.input)
                for batch in part.batches {
                    try state.ordered[part.end.node]?.take(batch)
                    try state.documents[part.end.node]?.take(batch)
                }
            }
            return demand(in: state)
        }
    }

    /// Whether more rows are wanted now; segments below may have got enough since the last morsel.
    var demand: Demand { state.change { demand(in: $0) } }

    private func demand(in state: State) -> Demand {
        guard !needsAllRows, !state.ordered.isEmpty || !wholeRuns.isEmpty else { return .more }
        let isSatisfied =
            state.ordered.values.allSatisfy(\.isSatisfied)
            && wholeRuns.values.allSatisfy(\.isSatisfied)
        return isSatisfied ? .satisfied : .more
    }

    /// Ends files and the segments below, after the last morsel.
    func finish() throws {
        for output in outputs.values { output.finish() }
        for (end, wholeRun) in wholeRuns { wholeRun.end(input: end.input) }
        try state.change { state in
            for node in state.ordered.keys.sorted() { try state.ordered[node]?.finish() }
        }
    }

    /// Ends the documents, once it is known whether the run is final.
    func finishDocuments(_ run: RunOutline, _ busy: BusyTime) throws {
        try state.change { state in
            for node in state.documents.keys.sorted() {
                try busy.measure(node) { try state.documents[node]?.finish(run) }
            }
        }
    }

    /// Rows in and out of the ordered transforms, by stage.
    var orderedCounts: [Int: RunReport.StageCount] {
        state.change { $0.ordered.mapValues(\.count) }
    }
}

/// An ordered transform and the segment that it feeds.
struct OrderedEnd {
    private var transform: any OrderedTransform
    private let node: Int
    private let stage: String
    private let context: RunContext
    private let below: SegmentRun
    private var nextIndex = 0
    private var hasLast = false
    private(set) var count = RunReport.StageCount()

    init(_ transform: any OrderedTransform, at node: Int, in context: RunContext, below: SegmentRun)
    {
        self.transform = transform
        self.node = node
        self.context = context
        stage = context.graph.nodes[node].id
        self.below = below
    }

    /// Whether the transform or the segment below wants no more rows.
    var isSatisfied: Bool { hasLast || below.isFinished && !transform.needsAllRows }

    /// Takes the next batch, unless enough have been taken.
    mutating func take(_ batch: RecordBatch) throws {
        guard !isSatisfied else { return }
        do {
            count.rowsIn += batch.rowCount
            switch try transform.apply(batch) {
            case .rows(let rows): passOn(rows)
            case .last(let rows):
                passOn(rows)
                hasLast = true
            }
        } catch let error as RowError {
            throw RowFault(error, in: batch, stage: stage).error
        }
    }

    /// Ends the segment below.
    mutating func finish() throws {
        do {
            context.note(try transform.finish(), of: node)
        } catch let error as PipelineError {
            throw error.placed(in: DataPlace(stage: stage))
        }
        below.endPartition(0, morselCount: nextIndex)
        below.endSource(partitionCount: 1)
    }

    private mutating func passOn(_ rows: RecordBatch) {
        count.rowsOut += rows.rowCount
        guard !below.isFinished else { return }
        let key = MorselKey(partition: 0, index: nextIndex)
        nextIndex += 1
        below.submit(Morsel(key: key, contents: .batches([rows])))
    }
}

/// A batch sink's document and the file it goes to.
struct DocumentEnd {
    private var document: any SinkDocument
    private let stage: String
    private let target: any OutputTarget

    init(_ document: any SinkDocument, stage: String, target: any OutputTarget) {
        self.document = document
        self.stage = stage
        self.target = target
    }

    /// Takes the next batch.
    mutating func take(_ batch: RecordBatch) throws {
        do {
            try document.add(batch)
        } catch let error as RowError {
            throw RowFault(error, in: batch, stage: stage).error
        }
    }

    /// Writes the document.
    mutating func finish(_ run: RunOutline) throws {
        try target.write(try document.finish(run))
    }
}

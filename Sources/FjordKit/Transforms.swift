// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// A stage whose result for a row, none, one or many rows, depends on that row alone; runs on any worker.
public protocol BatchTransform: Stage {
    /// The columns that come out for these columns that go in.
    func outputSchema(for input: Schema) throws -> Schema

    /// Turns the rows of one batch into rows in the same order, in batches of any size.
    ///
    /// A row's results never depend on its batch. Emitted batches carry their rows' source slots and origin, so that
    /// errors further down can name them.
    ///
    /// - Throws: `RowError` for the lowest row at fault, after the results of the rows before it have been emitted.
    func apply(_ batch: RecordBatch, into emit: (RecordBatch) throws -> Void) throws
}

/// A stage that may need all rows of one or several inputs before the first row comes out.
///
/// The inputs are the stage's `input` and then those that its options of kind `.stage` name, in the spec's order;
/// an option of kind `.stages` names all inputs and takes the place of `input`.
public protocol WholeRunTransform: Stage {
    /// The columns that come out for these columns of each input.
    func outputSchema(for inputs: [Schema]) throws -> Schema

    /// Begins a run.
    ///
    /// - Parameters:
    ///   - inputs: The columns of each input.
    ///   - scratch: How much memory the rows may take, and where those go that do not fit.
    /// - Returns: What takes the rows of this run.
    /// - Throws: If the inputs cannot be taken.
    func makeCollector(for inputs: [Schema], in scratch: ScratchSpace) throws -> any RowCollector
}

/// The rows of one whole-run transform in one run; its calls never overlap.
///
/// Each input's rows come in that input's order; the inputs come one after the other or in turns, which must not
/// change the result.
public protocol RowCollector {
    /// Takes the next rows of one input.
    ///
    /// - Throws: `RowError` for the lowest row at fault; nothing of the batch is taken then. The rows before that one are
    ///   added once more by themselves, and `next` is asked a last time.
    mutating func add(_ batch: RecordBatch, from input: Int) throws

    /// Hears that an input has no further rows; called once per input.
    mutating func end(input: Int) throws

    /// What the collector has to say about the rows; asked once, after the last `next`.
    mutating func findings() -> [Finding]

    /// Gives the next rows that are ready; asked again and again after `add` and `end`, at the pace of the stages
    /// below.
    ///
    /// - Returns: At most `RecordBatch.maximumRowCount` rows; nil if none are ready before more are added, after
    ///   the last `end` if there are none left.
    mutating func next() throws -> RecordBatch?
}

extension RowCollector {
    /// Most collectors only give rows.
    public mutating func findings() -> [Finding] { [] }
}

/// A stage that sees all rows in source order on one task, and may stop the fetch.
///
/// The instance is copied at the start of a run; `apply` calls never overlap.
public protocol OrderedTransform: Stage {
    /// The columns that come out for these columns that go in.
    func outputSchema(for input: Schema) throws -> Schema

    /// Whether it must see all rows even if the stages below it want no more.
    var needsAllRows: Bool { get }

    /// Takes the next batch; after `.last` it is not called again.
    mutating func apply(_ batch: RecordBatch) throws -> TransformResult

    /// Hears that no further row comes, and tells what it has to say about those that came.
    ///
    /// - Throws: `PipelineError` if the rows as a whole cannot be judged.
    mutating func finish() throws -> [Finding]
}

extension OrderedTransform {
    /// Most transforms only work for the stages below them.
    public var needsAllRows: Bool { false }

    /// Most transforms only give rows.
    public mutating func finish() throws -> [Finding] { [] }
}

/// What an ordered transform makes of a batch.
public enum TransformResult: Sendable {
    /// These rows go on, and more may follow.
    case rows(RecordBatch)
    /// These rows go on, and no more are needed.
    case last(RecordBatch)

    /// The first `remaining` rows of a batch, counted down; the last ones once none remain.
    public static func prefix(of batch: RecordBatch, taking remaining: inout Int) -> TransformResult
    {
        let taken = min(remaining, batch.rowCount)
        remaining -= taken
        let rows = batch.slice(0..<taken)
        return remaining == 0 ? .last(rows) : .rows(rows)
    }
}

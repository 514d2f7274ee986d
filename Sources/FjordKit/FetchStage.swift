// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// A stage that reads an outside system.
public protocol FetchStage: Stage {
    /// The columns it gives; nil if only the data tells them.
    var schema: Schema? { get }

    /// Whether its partitions depend on the run's window; a pipeline in which none does has no window.
    static var isDated: Bool { get }

    /// Whether the partitions that these options ask for depend on the run's window.
    ///
    /// - Parameter option: The text written for an option, before it is checked; nil if it was left out.
    /// - Returns: Whether the stage is given the window.
    static func isDated(_ option: (_ name: String) -> String?) -> Bool

    /// Whether these options ask for a feed: one that goes on where the last committed run ended, whatever the window.
    ///
    /// - Parameter option: The text written for an option, before it is checked; nil if it was left out.
    /// - Returns: Whether the stage is given cursors, and its pipeline a number for each run.
    static func isFeed(_ option: (_ name: String) -> String?) -> Bool

    /// What turns the rows of all partitions into those of the stage; nil if they are its rows.
    ///
    /// `schema` are the columns before it.
    var following: FollowingTransform? { get }

    /// Lists the partitions of a window in the order in which their rows shall come out.
    ///
    /// - Throws: What the outside system answered, as a `PipelineError`.
    func partitions(in context: FetchContext) async throws -> [Partition]

    /// Looks at the beginning of a source whose columns only the data tells.
    ///
    /// It is called before the pipeline is checked against its data, once, and only if `schema` is nil.
    ///
    /// - Returns: A stage like this one that knows its schema and gives all rows, those looked at included.
    /// - Throws: What the outside system answered, as a `PipelineError`.
    func inferringSchema(in context: FetchContext) async throws -> any FetchStage

    /// Reads one partition from its beginning. Calling it again reads it anew.
    func pages(of partition: Partition, in context: FetchContext) -> any PageSource

    /// Makes a decoder for one worker.
    func makeDecoder() throws -> any PageDecoder
}

extension FetchStage {
    /// Options change nothing for most stages; a feed has no dates.
    public static func isDated(_ option: (_ name: String) -> String?) -> Bool {
        isDated && !isFeed(option)
    }

    /// Most stages read no feeds.
    public static func isFeed(_ option: (_ name: String) -> String?) -> Bool { false }

    /// Most stages give their rows as they come.
    public var following: FollowingTransform? { nil }

    /// The columns of the rows that leave the stage; nil if only the data tells them.
    ///
    /// - Throws: What `following` says of the columns before it.
    public func outputSchema() throws -> Schema? {
        guard let schema, let following else { return schema }
        return try following.outputSchema(for: schema)
    }

    /// A stage that knows its schema has nothing to infer.
    public func inferringSchema(in context: FetchContext) async throws -> any FetchStage { self }
}

/// A transform that belongs to a fetch stage and follows it at once.
public enum FollowingTransform: Sendable {
    /// Sees all rows in source order.
    case ordered(any OrderedTransform)
    /// May need all rows before the first one comes out.
    case wholeRun(any WholeRunTransform)

    /// The columns that come out for these columns that go in.
    public func outputSchema(for input: Schema) throws -> Schema {
        switch self {
        case .ordered(let transform): try transform.outputSchema(for: input)
        case .wholeRun(let transform): try transform.outputSchema(for: [input])
        }
    }
}

/// The unit in which a source is read, ordered and recorded: for a ledger, one topic and date.
public struct Partition: Sendable, Hashable {
    /// Names the partition within its stage, `418207/funds/2026-10-03`.
    public let key: String
    /// The day it holds; nil for sources without dates.
    public let date: CalendarDate?
    /// Values of the columns that the pages themselves lack, by column name.
    public let constants: [String: String]
    /// Whatever else the stage's pages and decoders need to know of it; it does not tell partitions apart.
    public let detail: (any Sendable)?

    /// Describes a partition.
    public init(
        key: String,
        date: CalendarDate?,
        constants: [String: String] = [:],
        detail: (any Sendable)? = nil
    ) {
        self.key = key
        self.date = date
        self.constants = constants
        self.detail = detail
    }

    /// Whether both name the same part of the same source.
    public static func == (left: Partition, right: Partition) -> Bool {
        left.key == right.key && left.date == right.date && left.constants == right.constants
    }

    /// Hashes what tells partitions apart.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(key)
    }
}

/// Whether the source of a partition may still change.
public enum Finality: String, Sendable, Hashable, Codable {
    case final
    case provisional
}

/// The pages of one partition, in order; belongs to one task.
public protocol PageSource: Sendable {
    /// Waits for the next page.
    ///
    /// It looks no further into a page than paging needs. After `.end` it is not called again. Cancelling the task
    /// ends a request in flight.
    mutating func next() async throws -> PageStep
}

/// What a page source gives.
public enum PageStep: Sendable {
    case page(Page)
    /// There is no further page, and this is the last word on whether there may be one day.
    case end(Finality)
    /// There is nothing further for now; the next committed run goes on behind this cursor.
    ///
    /// What a feed gave is final. The cursor is kept under the partition's key, in the commit that holds the rows.
    case endOfFeed(cursor: String)
}

/// Turns pages into batches; belongs to one worker and keeps its scratch memory from page to page.
///
/// Pages of several partitions come in any order, but those of one morsel come in the source's. What a page decodes
/// to depends on nothing but the page and its partition.
public protocol PageDecoder {
    /// Decodes one page; whole batches are emitted, the rest stays until the next page of the same partition or
    /// `flush`.
    ///
    /// - Throws: After the rows before the fault have been emitted.
    mutating func decode(
        _ page: Page,
        of partition: Partition,
        into emit: (RecordBatch) throws -> Void
    ) throws -> PageSummary

    /// Emits the rows that are left; called at the end of each morsel.
    ///
    /// - Returns: What is recorded of the pages since the last flush beyond what `decode` returned.
    mutating func flush(into emit: (RecordBatch) throws -> Void) throws -> PageSummary
}

/// What is recorded of a page beside its rows; summaries of the pages of a partition are added up.
public struct PageSummary: Sendable, Hashable {
    /// How many records it held.
    public var rowCount = 0
    /// Sum mod 2^128 of a hash of each record's fields by name, so that page cuts and key order do not matter.
    public var hash: UInt128 = 0
    /// Sums of the amounts in minor units, for sources that have amounts.
    public var totals: [Currency: Int128] = [:]
    /// How often each field occurred that the schema does not name.
    public var unknownFields: [String: Int] = [:]

    /// An empty page.
    public init() {}

    /// Adds another page of the same partition.
    public mutating func add(_ other: PageSummary) {
        rowCount += other.rowCount
        hash &+= other.hash
        totals.merge(other.totals, uniquingKeysWith: +)
        unknownFields.merge(other.unknownFields, uniquingKeysWith: +)
    }
}

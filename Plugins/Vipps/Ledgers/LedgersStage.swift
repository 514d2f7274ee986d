// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The ledgers that the keys reach.
struct LedgersStage: FetchStage {
    static let spec = StageSpec(
        "vipps.ledgers",
        "The ledgers that the keys reach, with owner, bank account and sales units.",
        LedgerChoice.handlesOption,
        .bool("extra", "Keep fields that are not listed here in a column 'extra'.", default: false),
        connection: ConnectionNeed(type: "vipps", sandboxKeys: "accounting"),
        example: """
            - id: ledgers
              fetch: vipps.ledgers
            """
    )
    static let isDated = false

    private let plan: JSONDecodePlan
    private let choice: LedgerChoice

    init(_ options: StageOptions) throws {
        choice = try LedgerChoice(options, choosesIDs: false)
        plan = JSONDecodePlan(
            recordPath: ["items"],
            columns: Self.columns + (options.bool("extra") ? [.extra("extra")] : [])
        )
    }

    var schema: Schema? { plan.schema }

    var following: FollowingTransform? {
        .ordered(SettlingLedgers(for: choice.handles))
    }

    func partitions(in context: FetchContext) throws -> [Partition] {
        try context.vipps.checkReadsLedgers()
        return [Partition(key: "ledgers", date: nil)]
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        CheckedLedgerPages(choice, connection: context.vipps)
    }

    func makeDecoder() -> any PageDecoder {
        LedgerDecoder(plan)
    }

    /// - Source: The vendor's Report API guide; `firstPayout` and `lastPayout` until December 2023.
    private static let columns: [JSONDecodePlan.Column] = [
        .field("ledgerId", .text),
        .field("currency", .text),
        .field("owner.scheme", .text),
        .field("owner.id", .text),
        .field("payoutBankAccount.scheme", .text),
        .field("payoutBankAccount.id", .text),
        .field("settlesForRecipientHandles", .json),
        .field("salesUnits", .json),
        .field("firstPayout", .text),
        .field("lastPayout", .text),
    ]
}

/// The pages of the list of ledgers; at their end a handle that no ledger has is a fault.
struct CheckedLedgerPages: PageSource {
    private let choice: LedgerChoice
    private var source: LedgerPages
    private var ledgers: [Ledger] = []

    init(_ choice: LedgerChoice, connection: VippsConnection) {
        self.choice = choice
        // The server can choose by one handle only.
        let handle = choice.handles.count == 1 ? choice.handles.first : nil
        source = LedgerPages(settlingFor: handle, connection: connection)
    }

    mutating func next() async throws -> PageStep {
        let step = try await source.next()
        guard !choice.handles.isEmpty else { return step }
        switch step {
        case .page(let page): ledgers += try Ledger.list(in: page)
        case .end, .endOfFeed: try choice.checkHandles(over: ledgers)
        }
        return step
    }
}

/// Keeps the ledgers that settle for one of some handles, and says so if there is no ledger at all.
struct SettlingLedgers: OrderedTransform {
    static let spec = StageSpec("vipps.ledgers", "The ledgers that settle for some handles.")

    private var handles: Set<String> = []
    private var ledgerCount = 0

    init(_ options: StageOptions) {}

    /// - Parameter handles: In the latest spelling; none to keep all.
    init(for handles: [String]) {
        self.handles = Set(handles)
    }

    func outputSchema(for input: Schema) -> Schema { input }

    mutating func apply(_ batch: RecordBatch) -> TransformResult {
        ledgerCount += batch.rowCount
        guard !handles.isEmpty else { return .rows(batch) }
        guard case .json(let lists)? = batch.column(named: "settlesForRecipientHandles"),
            case .json(let units)? = batch.column(named: "salesUnits")
        else { preconditionFailure("a ledger lists its handles and sales units") }
        let kept = (0..<batch.rowCount).map { row in
            let found =
                HandleList.handles(in: lists[row], member: nil)
                + HandleList.handles(in: units[row], member: HandleList.unitMember)
            return !handles.isDisjoint(with: found)
        }
        return .rows(batch.filtered(by: Bitmap(kept)))
    }

    mutating func finish() -> [Finding] {
        ledgerCount == 0 ? [VippsFinding.noLedgers] : []
    }
}

/// Decodes the list of ledgers, with the handles in the latest spelling.
final class LedgerDecoder: PageDecoder {
    private let decoder: RecordPageDecoder

    init(_ plan: JSONDecodePlan) {
        decoder = RecordPageDecoder(plan, totalling: nil)
    }

    func decode(
        _ page: Page,
        of partition: Partition,
        into emit: (RecordBatch) throws -> Void
    ) throws -> PageSummary {
        try decoder.decode(page, of: partition) { try emit(Self.normalized($0)) }
    }

    func flush(into emit: (RecordBatch) throws -> Void) throws -> PageSummary {
        try decoder.flush { try emit(Self.normalized($0)) }
    }

    private static func normalized(_ batch: RecordBatch) -> RecordBatch {
        let columns = zip(batch.schema.names, batch.columns).map { name, column in
            guard case .json(let texts) = column else { return column }
            switch name {
            case "settlesForRecipientHandles":
                return .json(texts.mapped { HandleList.normalized($0, member: nil) })
            case "salesUnits":
                return .json(
                    texts.mapped { HandleList.normalized($0, member: HandleList.unitMember) }
                )
            default: return column
            }
        }
        return batch.replacingColumns(columns, schema: batch.schema)
    }
}

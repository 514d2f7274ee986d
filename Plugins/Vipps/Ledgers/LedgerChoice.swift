// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Which ledgers a stage reads, by its options `ledgers` and `handles`.
struct LedgerChoice: Sendable {
    static let options = [
        OptionSpec(
            "ledgers",
            .textListOr(word: "all"),
            "The ledger ids to read; 'all' takes every ledger that the keys reach.",
            default: "all"
        ),
        handlesOption,
    ]

    static let handlesOption = OptionSpec(
        "handles",
        .textList,
        "Only ledgers that settle for these sales units: 'api:718204' by MSN, 'NO:61234' by "
            + "VM-number."
    )

    /// The handles in the latest spelling, each once, sorted; none if all will do.
    let handles: [String]
    private let ids: Set<String>?
    private let options: StageOptions

    /// Reads the options; `ledgers` only if the stage has it.
    init(_ options: StageOptions, choosesIDs: Bool = true) throws {
        self.options = options
        ids = choosesIDs ? options.texts("ledgers").map { Set($0) } : nil
        if ids?.isEmpty == true { throw VippsFault.emptyLedgerList(options) }
        handles = try Self.handles(options)
    }

    /// The handles that `handles` lists, in the latest spelling, each once, sorted.
    private static func handles(_ options: StageOptions) throws -> [String] {
        guard let asked = options.texts("handles") else { return [] }
        guard !asked.isEmpty else { throw VippsFault.emptyHandleList(options) }
        return try Set(
            asked.map { text in
                let handle = RecipientHandle.normalized(text)
                guard RecipientHandle.isNormal(handle) else {
                    throw VippsFault.noHandle(text, options)
                }
                return handle
            }
        ).sorted()
    }

    /// The ledgers to read, each once, sorted by id.
    ///
    /// - Throws: `vipps-unknown-ledger` and `vipps-unknown-handle` for what is asked for and not on the vendor's list.
    func ledgers(over connection: VippsConnection) async throws -> [Ledger] {
        let known = try await known(over: connection)
        guard !known.isEmpty else { throw VippsFault.noLedgers(connection.keyType) }
        if let unknown = (ids ?? []).subtracting(known.keys).min() {
            throw VippsFault.unknownLedger(unknown, known: known.keys.sorted(), options)
        }
        let chosen = known.values.filter { ids?.contains($0.id) ?? true }
        try checkHandles(over: chosen)
        return chosen.filter { handles.isEmpty || !$0.handles.isDisjoint(with: handles) }
            .sorted { $0.id < $1.id }
    }

    /// - Throws: `vipps-unknown-handle` for the first handle that none of the ledgers settles for.
    func checkHandles(over ledgers: [Ledger]) throws {
        let settled = ledgers.reduce(into: Set<String>()) { $0.formUnion($1.handles) }
        guard let unknown = handles.first(where: { !settled.contains($0) }) else { return }
        throw VippsFault.unknownHandle(unknown, known: settled.sorted(), options)
    }

    /// Ledgers by id: those of the one handle that is asked for, else all.
    ///
    /// If the server finds none for the handle, the whole list tells what it should have been.
    private func known(over connection: VippsConnection) async throws -> [String: Ledger] {
        if ids == nil, handles.count == 1 {
            let settling = try await connection.ledgers(settlingFor: handles[0])
                .filter { $0.handles.contains(handles[0]) }
            if !settling.isEmpty { return Self.byID(settling) }
        }
        return Self.byID(try await connection.ledgers())
    }

    private static func byID(_ ledgers: [Ledger]) -> [String: Ledger] {
        Dictionary(ledgers.map { ($0.id, $0) }) { $1 }
    }
}

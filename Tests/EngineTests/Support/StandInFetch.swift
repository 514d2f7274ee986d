// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// A source whose pages stand in the test.
struct StandInFetch: FetchStage {
    static let spec = StageSpec("stand-in", "Pages from a test.")
    static let isDated = false

    /// One partition of it.
    struct Part: Sendable {
        var pages: [String]
        var finality = Finality.final
        /// Thrown after the pages, in the place of an end.
        var failure: PipelineError?
        /// Where a feed ends; nil for what is no feed.
        var cursor: String?

        init(_ pages: [String], finality: Finality = .final, failure: PipelineError? = nil) {
            self.pages = pages
            self.finality = finality
            self.failure = failure
        }
    }

    let plan: JSONDecodePlan
    let parts: [Part]
    let gate: PageGate
    /// Yields to others that often before an answer, by partition and page.
    var yields: @Sendable (PageGate.Request) -> Int = { _ in 0 }
    /// What every partition has to say.
    var notice: String?
    /// Called when a partition has been read to its end.
    var ended: @Sendable (Int) -> Void = { _ in }

    init(_ options: StageOptions) throws {
        preconditionFailure("made by tests only")
    }

    init(_ parts: [Part], plan: JSONDecodePlan = Entry.plan, gate: PageGate = PageGate()) {
        self.plan = plan
        self.parts = parts
        self.gate = gate
    }

    /// Partitions answer in reverse order, each after the one behind it has ended.
    static func reversed(_ parts: [Part]) -> StandInFetch {
        let gate = PageGate(holding: Set(parts.indices.dropLast()))
        var fetch = StandInFetch(parts, gate: gate)
        fetch.ended = { gate.open($0 - 1) }
        return fetch
    }

    /// Each answer lets others go first, by chance.
    static func shuffled(_ parts: [Part], seed: UInt64) -> StandInFetch {
        var fetch = StandInFetch(parts)
        fetch.yields = { request in
            var random = SeededRandom(seed &+ UInt64(request.partition << 16 + request.page))
            return Int.random(in: 0..<40, using: &random)
        }
        return fetch
    }

    var schema: Schema? { plan.schema }

    func partitions(in context: FetchContext) async throws -> [Partition] {
        parts.indices.map { Partition(key: "p\($0)", date: nil) }
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        let position = Int(partition.key.dropFirst()) ?? 0
        if let notice { context.findings.add(Finding(.notice, rule: "stand-in", notice)) }
        // A cursor means that all pages have been read.
        let isRead = context.cursors[partition.key] != nil
        return Pages(fetch: self, position: position, number: isRead ? 1_000 : 0)
    }

    func makeDecoder() throws -> any PageDecoder {
        let totalled = plan.schema.index(of: "amount") == nil ? nil : "amount"
        return RecordPageDecoder(plan, totalling: totalled)
    }

    private struct Pages: PageSource {
        let fetch: StandInFetch
        let position: Int
        var number: Int

        init(fetch: StandInFetch, position: Int, number: Int) {
            self.fetch = fetch
            self.position = position
            self.number = number
        }

        mutating func next() async throws -> PageStep {
            number += 1
            let request = PageGate.Request(partition: position, page: number)
            try await fetch.gate.pass(request)
            for _ in 0..<fetch.yields(request) { await Task.yield() }
            let part = fetch.parts[position]
            if number <= part.pages.count {
                return .page(Page(bytes: Bytes(part.pages[number - 1]), number: number))
            }
            if let failure = part.failure { throw failure }
            fetch.ended(position)
            if let cursor = part.cursor { return .endOfFeed(cursor: cursor) }
            return .end(part.finality)
        }
    }
}

/// A connection over which that many requests may be under way; nothing is ever sent.
struct StandInConnection: Connection {
    static let spec = StageSpec("stand-in", "No connection at all.")
    let requestsInFlight: Int
    let identity = "stand-in"

    init(name: String, _ options: StageOptions, client: HTTPClient) throws {
        requestsInFlight = 1
    }

    init(requestsInFlight: Int) {
        self.requestsInFlight = requestsInFlight
    }
}

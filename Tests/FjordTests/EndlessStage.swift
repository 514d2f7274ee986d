// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Synchronization

/// A source that never ends, for tests that stop runs.
struct EndlessStage: FetchStage {
    static let spec = StageSpec("endless", "Zeros without end.")
    static let isDated = false
    /// Waited for by a test, opened by the first request for a page.
    static let hasBegun = Gate()

    private let plan = JSONDecodePlan(recordPath: [], columns: [.field("zero", .int64)])

    init(_ options: StageOptions) {}

    var schema: Schema? { plan.schema }

    func partitions(in context: FetchContext) -> [Partition] {
        [Partition(key: "endless", date: nil)]
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        EndlessPages()
    }

    func makeDecoder() -> any PageDecoder { RecordPageDecoder(plan, totalling: nil) }
}

private struct EndlessPages: PageSource {
    private var number = 0

    mutating func next() async throws -> PageStep {
        EndlessStage.hasBegun.open()
        try Task.checkCancellation()
        await Task.yield()
        number += 1
        return .page(Page(bytes: Bytes("[{\"zero\":0}]"), number: number))
    }
}

/// Lets its waiters through once it has been opened.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func wait() async {
        await withCheckedContinuation { waiter in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(waiter) }
                return state.isOpen
            }
            if isOpen { waiter.resume() }
        }
    }
}

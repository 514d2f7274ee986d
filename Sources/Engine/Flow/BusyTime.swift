// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How long the stages of a run kept workers busy.
///
/// Decoding, computing, encoding and documents are counted; waiting for a source, compressing and writing are not.
final class BusyTime: Sendable {
    private let times = Mutex<[Int: Duration]>([:])

    /// By stage, in the graph's order, all workers added up.
    func byStage(count: Int) -> [Duration] {
        times.withLock { times in (0..<count).map { times[$0, default: .zero] } }
    }

    /// Takes what a worker needed for a morsel.
    func add(_ parts: [Int: Duration]) {
        times.withLock { times in
            times.merge(parts, uniquingKeysWith: +)
        }
    }

    /// Does work of one stage.
    func measure<Result>(_ node: Int, _ work: () throws -> Result) rethrows -> Result {
        let start = ContinuousClock.now
        defer {
            let part = ContinuousClock.now - start
            times.withLock { $0[node, default: .zero] += part }
        }
        return try work()
    }
}

/// Tells the stages of a worker's tree apart, each without those below it.
///
/// The clock is read where a batch enters and leaves a stage, never per row.
struct StageMeter {
    private var parts: [Int: Duration] = [:]
    private var current: Int?
    private var since = ContinuousClock.now

    /// Gives the time from now on to a stage, or to none.
    ///
    /// - Returns: The stage that had it until now.
    @discardableResult
    mutating func enter(_ node: Int?) -> Int? {
        let now = ContinuousClock.now
        if let current { parts[current, default: .zero] += now - since }
        defer {
            since = now
            current = node
        }
        return current
    }

    /// What was measured since this was last asked.
    mutating func take() -> [Int: Duration] {
        enter(nil)
        defer { parts = [:] }
        return parts
    }
}

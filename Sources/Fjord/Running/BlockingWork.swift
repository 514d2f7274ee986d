// SPDX-License-Identifier: Apache-2.0

import Dispatch
import FjordKit

/// Runs calls that block on disk or SQLite on a thread of their own, one after the other, so that the cooperative
/// pool never waits for them.
struct BlockingWork: Sendable {
    private let queue = DispatchQueue(label: "fjord.blocking")

    /// Waits for the result of a blocking call.
    func callAsFunction<Result: Sendable>(
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(with: Swift.Result { try work() })
            }
        }
    }

    /// Runs what fetches do that blocks before there are workers for it.
    var worker: FetchContext.Worker {
        { [queue] work in
            await withCheckedContinuation { continuation in
                queue.async {
                    work()
                    continuation.resume()
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Synchronization

/// Requests that are under way before their answers are wanted; the answers are taken in the order of the requests.
///
/// What is still under way when the last owner lets go is cancelled.
final class RequestsAhead<Answer: Sendable>: Sendable {
    // Not child tasks: they go on between two calls of `PageSource.next`.
    private let tasks = Mutex<[Task<Answer, any Error>]>([])

    deinit { cancel() }

    /// How many answers have not been taken.
    var count: Int { tasks.withLock { $0.count } }

    /// Sends a request.
    @discardableResult
    func add(
        _ send: @escaping @Sendable () async throws -> Answer
    ) -> Task<Answer, any Error> {
        let task = Task { try await send() }
        tasks.withLock { $0.append(task) }
        return task
    }

    /// Waits for the oldest answer that has not been taken; nil if there is none.
    ///
    /// - Throws: What sending threw; `CancellationError`, also if the answer is there.
    func next() async throws -> Answer? {
        try Task.checkCancellation()
        guard let task = tasks.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return nil }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Gives up all that is under way.
    func cancel() {
        tasks.withLock { tasks in
            tasks.forEach { $0.cancel() }
            tasks = []
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization

/// Remembers requests that could change something at the vendor.
///
/// All but GET and the POST for a token; `GET /sandbox/changes` shows them and needs no keys.
final class ChangeLog: Sendable {
    private struct Book {
        var count = 0
        var first: [String] = []
        var bodies: [String: String] = [:]
    }

    /// How many requests and idempotency keys are kept.
    private static let limit = 1_000

    private let book = Mutex(Book())

    func note(_ request: SandboxRequest) {
        guard request.method != .get else { return }
        switch Endpoint(path: request.path) {
        case .standardToken, .specialisedToken:
            if request.method == .post { return }
        default: break
        }
        book.withLock { book in
            book.count += 1
            guard book.first.count < Self.limit else { return }
            book.first.append("\(request.method.rawValue) \(request.target)")
        }
    }

    /// False when the key came with another body before.
    func accepts(_ body: String, idempotencyKey key: String) -> Bool {
        book.withLock { book in
            if let known = book.bodies[key] { return known == body }
            if book.bodies.count < Self.limit { book.bodies[key] = body }
            return true
        }
    }

    /// `{"count":1,"requests":["PATCH /management/v1/sales-units/705909"]}`; at most the first 1,000.
    var answer: Answer {
        let (count, first) = book.withLock { ($0.count, $0.first) }
        let requests = JSONShape.array(first.map { .string($0) })
        return Answer(
            .ok,
            .json,
            JSONShape.object([("count", .number(count)), ("requests", requests)]).text
        )
    }
}

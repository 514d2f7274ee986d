// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What happened, in order.
final class EventLog<Event: Sendable>: Sendable {
    private let recorded = Mutex<[Event]>([])

    var events: [Event] { recorded.withLock { $0 } }

    func append(_ event: Event) {
        recorded.withLock { $0.append(event) }
    }
}

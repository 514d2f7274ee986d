// SPDX-License-Identifier: Apache-2.0

import Synchronization

@testable import HTTP

/// A clock that stands still but for what is slept on it, and chance that always gives the same.
final class FakeTime: Sendable {
    private let state = Mutex((now: Duration.seconds(1_000), sleeps: [Duration]()))
    private let random: Double

    /// - Parameter random: What every draw gives.
    init(random: Double = 1) {
        self.random = random
    }

    /// What was slept, in order.
    var sleeps: [Duration] { state.withLock { $0.sleeps } }

    func advance(by time: Duration) {
        state.withLock { $0.now += time }
    }

    var timing: HTTPTiming {
        HTTPTiming(
            now: { self.state.withLock { $0.now } },
            unixSeconds: { 1_790_000_000 },
            sleep: { time in
                try Task.checkCancellation()
                self.state.withLock { state in
                    state.now += time
                    state.sleeps.append(time)
                }
            },
            random: { self.random }
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

package import HTTP
import Synchronization

/// A clock that stands still but for what is slept on it, and chance that always gives the same.
package final class FakeTime: Sendable {
    private let state = Mutex((now: Duration.seconds(1_000), sleeps: [Duration]()))
    private let random: Double

    /// Stands still from the start.
    ///
    /// - Parameter random: What every draw gives.
    package init(random: Double = 1) {
        self.random = random
    }

    /// What was slept, in order.
    package var sleeps: [Duration] { state.withLock { $0.sleeps } }

    /// Lets time pass.
    package func advance(by time: Duration) {
        state.withLock { $0.now += time }
    }

    /// The clock and chance as a client takes them.
    package var timing: HTTPTiming {
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

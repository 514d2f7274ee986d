// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where time and chance come from, so that tests need neither wait nor luck.
package struct HTTPTiming: Sendable {
    /// Time since an arbitrary start that also passes while the machine sleeps.
    package var now: @Sendable () -> Duration
    /// Seconds since 1970-01-01T00:00:00Z, for `Retry-After` with a date.
    package var unixSeconds: @Sendable () -> Int
    /// Suspends the task; throws `CancellationError` when it is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// A number from 0 up to 1, for jitter.
    package var random: @Sendable () -> Double

    /// Replaces the sources of time and chance.
    package init(
        now: @escaping @Sendable () -> Duration,
        unixSeconds: @escaping @Sendable () -> Int,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.unixSeconds = unixSeconds
        self.sleep = sleep
        self.random = random
    }

    /// The machine's clocks and random numbers.
    package static let system = HTTPTiming(
        now: { ContinuousClock.now - systemStart },
        unixSeconds: { time(nil) },
        sleep: { try await Task.sleep(for: $0, clock: .continuous) },
        random: { Double.random(in: 0..<1) }
    )

    private static let systemStart = ContinuousClock.now
}

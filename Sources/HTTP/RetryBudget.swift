// SPDX-License-Identifier: Apache-2.0

/// How often and how long one request may still be tried again.
struct RetryBudget: Sendable {
    /// What to do after a fault that may pass.
    enum Decision: Sendable, Hashable {
        case wait(Duration)
        case attemptsUsedUp
        /// The server asks for a wait longer than what is left.
        case waitTooLong(asked: Duration)
    }

    private static let firstBackOff = Duration.milliseconds(500)
    private static let longestBackOff = Duration.seconds(30)

    private let limits: HTTPLimits
    /// Attempts made so far.
    private(set) var attempts = 1
    private var waited = Duration.zero

    init(_ limits: HTTPLimits) {
        self.limits = limits
    }

    /// Takes one more attempt from the budget.
    ///
    /// `retryAfter` is what the server asked for, nil when it said nothing; `random`, from 0 up to
    /// 1, draws the wait between nothing and the whole back-off (full jitter).
    mutating func next(retryAfter: Duration?, random: Double) -> Decision {
        guard attempts < limits.attempts else { return .attemptsUsedUp }
        let backOff = min(Self.firstBackOff * (1 << min(attempts - 1, 16)), Self.longestBackOff)
        let wait = max(retryAfter ?? .zero, backOff * random)
        guard waited + wait <= limits.retryWait else { return .waitTooLong(asked: wait) }
        attempts += 1
        waited += wait
        return .wait(wait)
    }
}

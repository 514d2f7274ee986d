// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
package import Logging

/// Sends requests: one per process, shared by all stages.
///
/// All exchanges run on one thread of their own; a task that waits for an answer blocks no thread.
/// Retries, tokens, redirects and limits are taken care of; cancelling the task ends its exchange
/// within milliseconds.
public final class HTTPClient: Sendable {
    let loop = TransferLoop()
    let timing: HTTPTiming
    let counters = HTTPCounters()
    let logger: Logger
    private let userAgent: HTTPHeader
    let certificateFile: String?
    /// Nil in a run that is neither recorded nor a replay.
    let book: ExchangeBook?

    /// Prepares to send; the client's thread begins with the first request and ends when the client is released.
    ///
    /// - Parameters:
    ///   - userAgent: What the program calls itself, `fjord/0.1.0`.
    ///   - environment: Of the process; `SSL_CERT_FILE` names the authorities to trust where a
    ///     connection names none.
    ///   - timing: Where time and chance come from.
    ///   - logger: Told of every failed exchange.
    ///   - book: Keeps the answers, or gives them in place of the network; nil for neither.
    package init(
        userAgent: String,
        environment: [String: String],
        timing: HTTPTiming = .system,
        logger: Logger,
        book: ExchangeBook? = nil
    ) {
        self.userAgent = HTTPHeader("User-Agent", userAgent)
        certificateFile = environment["SSL_CERT_FILE"]
        self.timing = timing
        self.logger = logger
        self.book = book
    }

    deinit {
        loop.stop()
    }

    /// Begins what the first request would wait for, beside whatever else there is to do before it.
    package func warmUp() {
        if case .replaying = book { return }
        loop.start()
    }

    /// Seconds since 1970-01-01T00:00:00Z, by the clock that all of the client goes by; when a recorded run began, in it
    /// and in its replays.
    public var unixSeconds: Int { book?.unixSeconds ?? timing.unixSeconds() }

    /// What has been done so far.
    package var counts: HTTPCounts { counters.current }

    /// Sends a request and waits for its whole answer.
    ///
    /// - Returns: An answer with a status of 2xx or among `acceptedStatuses`, whose body is what
    ///   the request expects.
    /// - Throws: `PipelineError` when no such answer came within the connection's limits;
    ///   `CancellationError`.
    public func send(
        _ request: HTTPRequest,
        over connection: HTTPConnection
    ) async throws -> HTTPResponse {
        switch book {
        case nil: try await sendLive(request, over: connection)
        case .recording(let writer): try await record(request, over: connection, in: writer)
        case .replaying(let recording):
            try await replay(request, over: connection, from: recording)
        }
    }

    func sendLive(
        _ request: HTTPRequest,
        over connection: HTTPConnection
    ) async throws -> HTTPResponse {
        try await send(request, over: connection, authorizer: connection.authorizer)
    }

    private func send(
        _ request: HTTPRequest,
        over connection: HTTPConnection,
        authorizer: (any Authorizer)?
    ) async throws -> HTTPResponse {
        var attempt = try Attempt(request, over: connection, userAgent: userAgent)
        let authorizer = attempt.isAtHome ? authorizer : nil
        var budget = RetryBudget(connection.limits)
        var rejected: [HTTPHeader]?
        var mayRenew = authorizer != nil
        while true {
            if let authorizer {
                let context = authorizationContext(connection)
                attempt.credentials = try await authorizer.headers(replacing: rejected, context)
                rejected = nil
                book?.conceal(attempt.credentials)
            }
            let failure: HTTPFailure
            switch try await exchange(attempt, isRetry: budget.attempts > 1) {
            case .success(let response) where mayRenew && response.status == 401:
                failure = attempt.failure(.status(response), at: attempt.address)
            case .success(let response): return response
            case .failure(let found): failure = found
            }
            if mayRenew, failure.isUnauthorized {
                mayRenew = false
                rejected = attempt.credentials
                logger.warning("\(failure.logLine("renewing the token"))")
            } else {
                try await waitForRetry(failure, attempt, &budget)
            }
        }
    }

    private func authorizationContext(_ connection: HTTPConnection) -> AuthorizationContext {
        AuthorizationContext(
            now: timing.now,
            send: { try await self.send($0, over: connection, authorizer: nil) },
            sendOver: { try await self.send($0, over: $1, authorizer: nil) }
        )
    }

    /// Waits until the request may be sent again.
    ///
    /// - Throws: The failure as an error when it may not.
    private func waitForRetry(
        _ failure: HTTPFailure,
        _ attempt: Attempt,
        _ budget: inout RetryBudget
    ) async throws {
        let gate = attempt.connection.gate
        guard attempt.request.isRepeatable,
            failure.fault.mayPass(serverIsKnown: gate.hasAnswered)
        else { throw givenUp(failure, nil, budget) }
        let retryAfter = failure.fault.response?.header("Retry-After").flatMap {
            RetryAfter.wait($0, unixSeconds: timing.unixSeconds())
        }
        let decision = budget.next(retryAfter: retryAfter, random: timing.random())
        guard case .wait(let wait) = decision else { throw givenUp(failure, decision, budget) }
        if let retryAfter { gate.pause(until: timing.now() + retryAfter) }
        let next = "attempt \(budget.attempts) of \(attempt.connection.limits.attempts)"
        logger.warning("\(failure.logLine("\(next) in \(wait.inSeconds)"))")
        try await pass(wait)
    }

    private func givenUp(
        _ failure: HTTPFailure,
        _ ending: RetryBudget.Decision?,
        _ budget: RetryBudget
    ) -> PipelineError {
        logger.warning("\(failure.logLine("given up at attempt \(budget.attempts)"))")
        return failure.error(ending, attempts: budget.attempts)
    }

    func pass(_ wait: Duration) async throws {
        guard wait > .zero else { return }
        counters.noteWait(wait)
        try await timing.sleep(wait)
    }
}

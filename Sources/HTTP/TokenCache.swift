// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

/// Fetches an access token once for all requests of a connection and renews it in time.
///
/// Tasks that need the token while it is being fetched share the one fetch; it is cancelled when
/// all of them are. A token is replaced when a tenth of its life is left, at most a minute, and
/// when a request was answered with 401.
public actor TokenCache: Authorizer {
    private struct Grant {
        let headers: [HTTPHeader]
        /// On the clock of the context; nil when the server named no life.
        let renewal: Duration?
    }

    private struct Fetch {
        let number: Int
        let task: Task<Void, Never>
        var waiters: [Int: CheckedContinuation<[HTTPHeader], any Error>] = [:]
    }

    private let request: HTTPRequest
    private let tokenService: HTTPConnection?
    private let makeHeaders: @Sendable (_ token: String) -> [HTTPHeader]
    private var grant: Grant?
    private var fetch: Fetch?
    private var arrivals = 0

    /// Prepares the cache; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - request: Answered with a JSON object that holds `access_token` and, as number or string,
    ///     `expires_in` seconds. It is repeatable, and goes before all others.
    ///   - tokenService: Where tokens come from, with what proves who asks; nil for the connection's own server.
    ///   - headers: What a request carries, given the token; mark what is secret.
    public init(
        request: HTTPRequest,
        over tokenService: HTTPConnection? = nil,
        headers: @escaping @Sendable (_ token: String) -> [HTTPHeader]
    ) {
        var request = request
        request.isRepeatable = true
        request.priority = .min
        self.request = request
        self.tokenService = tokenService
        makeHeaders = headers
    }

    /// The headers with a token that is still valid.
    public func headers(
        replacing rejected: [HTTPHeader]?,
        _ context: AuthorizationContext
    ) async throws -> [HTTPHeader] {
        // Of many requests that one stale token failed, only the first drops it.
        if let rejected, grant?.headers == rejected { grant = nil }
        if let grant, grant.renewal.map({ context.now() < $0 }) ?? true { return grant.headers }
        return try await shareFetch(context)
    }

    private func shareFetch(_ context: AuthorizationContext) async throws -> [HTTPHeader] {
        arrivals += 1
        let arrival = arrivals
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                var shared = fetch ?? startFetch(number: arrival, context)
                shared.waiters[arrival] = continuation
                fetch = shared
            }
        } onCancel: {
            // The handler cannot wait for the actor; the waiter is there before this task's turn
            // comes.
            Task { await self.abandon(arrival) }
        }
    }

    private func startFetch(number: Int, _ context: AuthorizationContext) -> Fetch {
        // Not a child task: it outlives the waiter that started it, as long as another waits.
        Fetch(
            number: number,
            task: Task {
                do {
                    finishFetch(number, .success(try await requestGrant(context)))
                } catch {
                    finishFetch(number, .failure(error))
                }
            }
        )
    }

    private func requestGrant(_ context: AuthorizationContext) async throws -> Grant {
        let asked = context.now()
        let response =
            if let tokenService {
                try await context.sendOver(request, tokenService)
            } else {
                try await context.send(request)
            }
        guard let token = AccessToken(json: response.body.foundationData) else {
            let key = tokenService?.addressKey ?? "base_url"
            throw PipelineError.tokenMissing(request, addressKey: key)
        }
        let renewal = token.life.map { asked + $0 - AccessToken.margin(ofLife: $0) }
        return Grant(headers: makeHeaders(token.value), renewal: renewal)
    }

    private func finishFetch(_ number: Int, _ result: Result<Grant, any Error>) {
        guard let ended = fetch, ended.number == number else { return }
        fetch = nil
        if case .success(let fresh) = result { grant = fresh }
        let headers = result.map(\.headers)
        ended.waiters.values.forEach { $0.resume(with: headers) }
    }

    private func abandon(_ arrival: Int) {
        guard let waiter = fetch?.waiters.removeValue(forKey: arrival) else { return }
        waiter.resume(throwing: CancellationError())
        guard let abandoned = fetch, abandoned.waiters.isEmpty else { return }
        abandoned.task.cancel()
        fetch = nil
    }
}

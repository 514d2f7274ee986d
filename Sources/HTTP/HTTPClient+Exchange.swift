// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

/// One request made ready to be sent, as often as needed.
struct Attempt: Sendable {
    let request: HTTPRequest
    let connection: HTTPConnection
    let address: WebAddress
    let label: RequestLabel
    /// What the authorizer gave.
    var credentials: [HTTPHeader] = []
    private let plainHeaders: [HTTPHeader]

    init(
        _ request: HTTPRequest,
        over connection: HTTPConnection,
        userAgent: HTTPHeader
    ) throws {
        guard let address = WebAddress(connection.url(of: request)) else {
            throw PipelineError.invalidAddress(of: request, connection: connection)
        }
        self.request = request
        self.connection = connection
        self.address = address
        label = RequestLabel(request, to: address, over: connection)
        let usual = request.expectedBody == .json ? "application/json" : "*/*"
        let accept = HTTPHeader("Accept", request.accept ?? usual)
        let own = connection.headers + request.headers
        let isOwnAccept = (own + connection.credentials).contains {
            $0.name.lowercased() == "accept"
        }
        plainHeaders = [userAgent] + (isOwnAccept ? [] : [accept]) + own
    }

    /// How much is asked for: a download takes as long as bytes come, and as much as its file may have.
    var limits: HTTPLimits {
        guard let file = request.destination else { return connection.limits }
        var limits = connection.limits
        limits.totalTimeout = DownloadFile.totalTimeout
        limits.responseByteCount = file.byteLimit
        return limits
    }

    /// The URL to send to: with the keys that belong into the query, at the connection's own server.
    func url(for target: WebAddress) -> String {
        target.origin == connection.address.origin
            ? target.text(adding: connection.queryCredentials) : target.text
    }

    /// Whether it goes to the connection's own server, which alone may learn who asks.
    var isAtHome: Bool { address.origin == connection.address.origin }

    /// The headers for a server: without whatever proves who asks, when it is not the connection's
    /// own.
    func headers(for target: WebAddress) throws -> [HTTPHeader] {
        let headers =
            target.origin == connection.address.origin
            ? plainHeaders + connection.credentials + credentials
            : Redirect.withoutCredentials(plainHeaders)
        if let header = headers.first(where: { !$0.isSendable }) {
            throw PipelineError.invalidHeader(header.name, connection: connection.name)
        }
        return headers
    }

    func failure(_ fault: HTTPFault, at address: WebAddress) -> HTTPFailure {
        HTTPFailure(fault: fault, label: label, address: address, limits: limits)
    }
}

extension HTTPClient {
    /// Sends a request once, when its connection has room for it, and follows redirects.
    func exchange(
        _ attempt: Attempt,
        isRetry: Bool
    ) async throws -> Result<HTTPResponse, HTTPFailure> {
        let gate = attempt.connection.gate
        try await gate.enter(priority: attempt.request.priority)
        defer { gate.leave() }
        try await waitForStart(gate)
        var address = attempt.address
        for hop in 0...Redirect.limit {
            counters.noteExchange(isRetry: isRetry && hop == 0)
            let answer: TransferAnswer
            switch await loop.perform(try order(attempt, to: address)) {
            case .cancelled: throw CancellationError()
            case .failed(let fault):
                return .failure(attempt.failure(.transfer(fault), at: address))
            case .answered(let received): answer = received
            }
            gate.noteAnswer()
            counters.noteAnswer(answer)
            guard attempt.request.method == .get,
                let target = Redirect.target(of: answer, from: address)
            else { return judged(answer, from: address, attempt) }
            switch target {
            case .success(let next): address = next
            case .failure(let fault): return .failure(attempt.failure(fault, at: address))
            }
        }
        return .failure(attempt.failure(.tooManyRedirects, at: address))
    }

    private func waitForStart(_ gate: ConnectionGate) async throws {
        let now = timing.now()
        try await pass(gate.reserveStart(now: now) - now)
    }

    private func order(_ attempt: Attempt, to address: WebAddress) throws -> TransferOrder {
        try attempt.request.destination?.restart()
        return TransferOrder(
            url: attempt.url(for: address),
            isSecure: address.origin.scheme == "https",
            method: attempt.request.method,
            headers: try attempt.headers(for: address),
            body: attempt.request.body ?? [],
            isRepeatable: attempt.request.isRepeatable,
            certificateFile: attempt.connection.certificateFile ?? certificateFile,
            limits: attempt.limits,
            destination: attempt.request.destination
        )
    }

    /// Whether the answer is what the request asked for.
    private func judged(
        _ answer: TransferAnswer,
        from address: WebAddress,
        _ attempt: Attempt
    ) -> Result<HTTPResponse, HTTPFailure> {
        let response = HTTPResponse(
            status: answer.status,
            headers: answer.headers,
            body: answer.body,
            effectiveURL: address.text
        )
        guard let fault = fault(in: response, attempt.request) else { return .success(response) }
        return .failure(attempt.failure(fault, at: address))
    }

    private func fault(in response: HTTPResponse, _ request: HTTPRequest) -> HTTPFault? {
        let isGood = (200..<300).contains(response.status)
        guard isGood || request.acceptedStatuses.contains(response.status) else {
            return .status(response)
        }
        if request.destination != nil {
            let isPage = response.header("Content-Type")?.lowercased().hasPrefix("text/html")
            return isPage == true ? .notExpected(.html, "a file", response) : nil
        }
        if case .anything = request.expectedBody { return nil }
        let finding = BodyCheck.finding(in: response.body)
        if case .text(let name) = request.expectedBody {
            return finding == .html ? .notExpected(.html, name, response) : nil
        }
        switch finding {
        case .json: return nil
        // A gateway's page with an accepted status must not pass for the service's own word.
        case .html: return .notExpected(finding, "JSON", response)
        case .text: return isGood ? .notExpected(finding, "JSON", response) : nil
        case .empty: return isGood && response.status != 204 ? .cutOff : nil
        case .cutOff: return isGood ? .cutOff : nil
        }
    }
}

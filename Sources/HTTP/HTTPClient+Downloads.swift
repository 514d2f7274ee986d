// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Logging

extension HTTPClient {
    /// Gets what is at a web address into a file; a fault that may pass begins it anew.
    ///
    /// - Parameters:
    ///   - request: A GET; its body is not judged, but for an HTML page in place of a file.
    ///   - connection: Over which to ask.
    ///   - file: Where the body goes as the server sends it, whatever its encoding.
    /// - Throws: `PipelineError`, also for an answer that is shorter than announced or larger than the file may be;
    ///   `CancellationError`.
    public func download(
        _ request: HTTPRequest,
        over connection: HTTPConnection,
        to file: DownloadFile
    ) async throws {
        precondition(request.method == .get, "a download changes nothing at the server")
        var request = request
        request.expectedBody = .anything
        request.destination = file
        _ = try await send(request, over: connection)
    }

    /// Gets a file of an SFTP server; a fault that may pass begins it anew.
    ///
    /// - Parameters:
    ///   - path: From the server's root, or behind `/~/` from the user's home.
    ///   - server: Whose file it is.
    ///   - file: Where its bytes go.
    /// - Throws: `PipelineError`; `CancellationError`.
    public func download(
        _ path: String,
        from server: SFTPServer,
        to file: DownloadFile
    ) async throws {
        var limits = server.limits
        limits.totalTimeout = DownloadFile.totalTimeout
        limits.responseByteCount = file.byteLimit
        _ = try await perform(path, on: server, limits, listsNames: false, file)
    }

    /// The names in a folder of an SFTP server, of files and of folders, in the server's order; those that begin with a
    /// point among them, but neither `.` nor `..`.
    ///
    /// - Throws: `PipelineError`; `CancellationError`.
    public func names(in folder: String, of server: SFTPServer) async throws -> [String] {
        let path = folder.hasSuffix("/") ? folder : folder + "/"
        let answer = try await perform(path, on: server, server.limits, listsNames: true, nil)
        return answer.body.text.split(separator: "\n").map(String.init)
            .filter { $0 != "." && $0 != ".." }
    }

    private func perform(
        _ path: String,
        on server: SFTPServer,
        _ limits: HTTPLimits,
        listsNames: Bool,
        _ file: DownloadFile?
    ) async throws -> TransferAnswer {
        if let book { throw book.refusal(ofServer: server) }
        let login = SFTPLogin(
            username: server.username,
            proof: server.proof,
            trust: server.trust,
            listsNames: listsNames
        )
        let order = TransferOrder(
            url: server.url(of: path),
            isSecure: false,
            method: .get,
            headers: [],
            body: [],
            isRepeatable: true,
            certificateFile: nil,
            limits: limits,
            destination: file,
            login: login
        )
        var budget = RetryBudget(limits)
        while true {
            try file?.restart()
            switch try await attempt(order, server, isRetry: budget.attempts > 1) {
            case .success(let answer): return answer
            case .failure(let fault):
                let failure = SFTPFailure(
                    fault: fault,
                    label: server.label(of: path),
                    server: server,
                    limits: limits
                )
                try await waitForRetry(failure, &budget)
            }
        }
    }

    private func attempt(
        _ order: TransferOrder,
        _ server: SFTPServer,
        isRetry: Bool
    ) async throws -> Result<TransferAnswer, TransferFault> {
        try await server.gate.enter(priority: 0)
        defer { server.gate.leave() }
        let now = timing.now()
        try await pass(server.gate.reserveStart(now: now) - now)
        counters.noteExchange(isRetry: isRetry)
        switch await loop.perform(order) {
        case .cancelled: throw CancellationError()
        case .failed(let fault): return .failure(fault)
        case .answered(let answer):
            server.gate.noteAnswer()
            counters.noteAnswer(answer)
            return .success(answer)
        }
    }

    /// Waits until a file may be asked for again.
    ///
    /// - Throws: The failure as an error when it may not.
    private func waitForRetry(_ failure: SFTPFailure, _ budget: inout RetryBudget) async throws {
        var decision: RetryBudget.Decision?
        if failure.fault.mayPass(serverIsKnown: failure.server.gate.hasAnswered) {
            decision = budget.next(retryAfter: nil, random: timing.random())
        }
        guard case .wait(let wait)? = decision else {
            logger.warning("\(failure.logLine("given up at attempt \(budget.attempts)"))")
            throw failure.error(decision, attempts: budget.attempts)
        }
        let next = "attempt \(budget.attempts) of \(failure.limits.attempts)"
        logger.warning("\(failure.logLine("\(next) in \(wait.inSeconds)"))")
        try await pass(wait)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Diagnostics

extension HTTPClient {
    /// Sends a request and keeps what it was answered.
    func record(
        _ request: HTTPRequest,
        over connection: HTTPConnection,
        in writer: RecordingWriter
    ) async throws -> HTTPResponse {
        // What changes something at a server is no source of data.
        guard request.method == .get else { return try await sendLive(request, over: connection) }
        let book = ExchangeBook.recording(writer)
        book.conceal(connection.headers + connection.credentials + request.headers)
        book.conceal(connection.queryCredentials + request.query)
        let key = try RequestKey(request, over: connection), number = writer.ask(key)
        do {
            let response = try await sendLive(request, over: connection)
            try await writer.keep(response, of: request.destination, to: key, number: number)
            return response
        } catch let error as PipelineError where error.code != .recordingFailed {
            try await writer.keep(RecordedFailure(error), to: key, number: number)
            throw error
        } catch let error as CancellationError {
            try await writer.keep(nil, to: key, number: number)
            throw error
        }
    }

    /// Gives the answer that was kept; nothing is sent.
    func replay(
        _ request: HTTPRequest,
        over connection: HTTPConnection,
        from recording: Recording
    ) async throws -> HTTPResponse {
        try Task.checkCancellation()
        let key = try RequestKey(request, over: connection)
        let (answer, count) = recording.take(key)
        guard let answer else {
            // A run that had enough may ask ahead for another page than the recorded one did, and soon needs none.
            if recording.wasCutShort { try await timing.sleep(.seconds(3)) }
            throw PipelineError.notInRecording(key.text, count, recording.folder)
        }
        if let failure = answer.failure { throw failure.error }
        return try await recording.response(answer, into: request.destination)
    }
}

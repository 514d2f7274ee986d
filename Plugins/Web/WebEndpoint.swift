// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// One URL of a stage over its connection: the one way in which a stage can ask is GET.
struct WebEndpoint: Sendable {
    /// How many requests may be under way at once.
    let requestsInFlight: Int
    private let client: HTTPClient
    private let service: HTTPConnection
    private let request: HTTPRequest
    private let format: AnswerFormat

    /// Finds out where a stage's URL leads.
    ///
    /// - Throws: `web-relative-url` if there is no base URL to go on from.
    init(_ url: StageURL, _ format: AnswerFormat, over connection: WebConnection) throws {
        self.format = format
        client = connection.client
        requestsInFlight = connection.requestsInFlight
        let query = url.query
        if url.isAbsolute {
            service = try connection.service(for: url.text)
            request = HTTPRequest(url: url.text, query: query)
        } else {
            guard let base = connection.service else { throw url.relativeFault }
            service = base
            request = HTTPRequest(.get, HTTPPath(encoded: url.text), query: query)
        }
    }

    /// Asks for the page of that number.
    ///
    /// - Parameters:
    ///   - page: From 1, for messages.
    ///   - query: What tells this page from the others.
    ///   - acceptedStatus: One outside 2xx that the caller judges itself.
    /// - Returns: An answer in the stage's format, or one without a body.
    /// - Throws: `PipelineError` with the page; `CancellationError`.
    func answer(
        page: Int,
        query: [HTTPQueryItem] = [],
        acceptedStatus: Int? = nil
    ) async throws -> HTTPResponse {
        var request = request
        request.query += query
        if let acceptedStatus { request.acceptedStatuses = [acceptedStatus] }
        return try await send(request, page: page)
    }

    /// Asks for the page at a link of another one, which holds the whole query.
    func answer(page: Int, at link: String) async throws -> HTTPResponse {
        try await send(HTTPRequest(url: link), page: page)
    }

    private func send(_ request: HTTPRequest, page: Int) async throws -> HTTPResponse {
        var request = request
        (request.expectedBody, request.accept) = (format.expectedBody, format.accept)
        do {
            return try await client.send(request, over: service)
        } catch let error as PipelineError {
            throw error.placed(in: DataPlace(page: page))
        }
    }
}

/// The URL that a pipeline gives, with its query.
struct StageURL: Sendable {
    /// Absolute, or relative to the connection's base URL.
    let text: String
    let query: [HTTPQueryItem]
    let relativeFault: PipelineError

    init(_ options: StageOptions) throws {
        text = options.text("url")
        query = (options.mapping("query") ?? []).map { HTTPQueryItem($0.name, $0.text) }
        relativeFault = WebFault.relativeURL(options)
        if text.contains("#") { throw WebFault.fragment(options) }
    }

    private init(_ url: StageURL, on day: CalendarDate) {
        text = DayReferences.filled(url.text, with: day)
        query = url.query.map {
            HTTPQueryItem($0.name, DayReferences.filled($0.value, with: day))
        }
        relativeFault = url.relativeFault
    }

    /// Whether it asks for the day of a partition.
    var namesDay: Bool {
        DayReferences.areIn(text) || query.contains { DayReferences.areIn($0.value) }
    }

    /// The URL for one day.
    func on(_ day: CalendarDate) -> StageURL { StageURL(self, on: day) }

    var isAbsolute: Bool {
        let start = text.prefix(8).lowercased()
        return start.hasPrefix("http://") || start.hasPrefix("https://")
    }

    /// What tells the stage's partition from others: the path alone, which holds no secret.
    var path: String {
        var path = Substring(text)
        if isAbsolute, let host = path.firstRange(of: "//") {
            let rest = path[host.upperBound...]
            path = rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
        }
        return Secrets.masked(String(path.prefix { $0 != "?" }))
    }
}

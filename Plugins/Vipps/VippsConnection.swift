// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Reaches the Vipps MobilePay APIs with one set of keys.
///
/// - Source: The vendor's access token guides.
struct VippsConnection: Connection {
    static let spec = StageSpec(
        "vipps",
        "The Vipps MobilePay APIs, with one set of keys.",
        .optionalText("base_url", "Where the APIs are.", default: "https://api.vipps.no"),
        .choice("key_type", "Which kind of keys these are.", KeyType.allCases.map(\.rawValue)),
        .text("client_id", "The key's client id."),
        OptionSpec("client_secret", .secret, "The key's client secret.", isRequired: true),
        OptionSpec(
            "subscription_key",
            .secret,
            "The Ocp-Apim-Subscription-Key; with sales-unit and partner keys only."
        ),
        .optionalText(
            "merchant_serial_number",
            "The MSN that sales-unit and partner keys act for."
        ),
        OptionSpec(
            "ca_file",
            .path,
            "A PEM file with the authorities to trust instead of the system's, for a company proxy."
        ),
        .int(
            "requests_in_flight",
            "How many requests may be under way at once.",
            in: 1...64,
            default: 4
        ),
        OptionSpec(
            "requests_per_second",
            .integer(1...1_000),
            "How many requests may begin in a second; as many as can, if left out."
        ),
        example: """
            vipps:
              type: vipps
              key_type: accounting
              client_id: ${env:VIPPS_CLIENT_ID}
              client_secret: ${env:VIPPS_CLIENT_SECRET}
            """
    )

    let keyType: KeyType
    let identity: String
    let requestsInFlight: Int
    let http: HTTPConnection
    private let client: HTTPClient

    /// Seconds since 1970-01-01T00:00:00Z, by the client's clock.
    var unixSeconds: Int { client.unixSeconds }

    init(name: String, _ options: StageOptions, client: HTTPClient) throws {
        let keys = try VippsKeys(options)
        keyType = keys.type
        var limits = HTTPLimits()
        limits.requestsInFlight = options.int("requests_in_flight")
        limits.requestsPerSecond = options.optionalInt("requests_per_second").map(Double.init)
        requestsInFlight = limits.requestsInFlight
        http = try HTTPConnection(
            name: name,
            baseURL: options.text("base_url"),
            headers: [
                HTTPHeader("Vipps-System-Name", "fjord"),
                HTTPHeader("Vipps-System-Version", FjordVersion.current),
            ],
            certificateFile: options.optionalText("ca_file"),
            authorizer: keys.authorizer,
            limits: limits
        )
        identity = [
            "vipps", http.baseURL, keys.type.rawValue, keys.clientID,
            keys.merchantSerialNumber ?? "",
        ].joined(separator: " ")
        self.client = client
    }

    /// Sends a GET, the only method with which a stage can ask.
    ///
    /// - Parameters:
    ///   - path: Below the connection's address.
    ///   - query: Items without a value are left out.
    ///   - priority: Of requests that wait, the lowest goes first.
    ///   - acceptedStatuses: Statuses outside 2xx that the caller judges itself.
    /// - Returns: The whole answer, as JSON.
    /// - Throws: `PipelineError` with advice on the vendor's keys; `CancellationError`.
    func get(
        _ path: HTTPPath,
        query: [(name: String, value: String?)] = [],
        priority: Int = 0,
        acceptedStatuses: Set<Int> = []
    ) async throws -> HTTPResponse {
        let items = query.compactMap { item in
            item.value.map { HTTPQueryItem(item.name, $0) }
        }
        var request = HTTPRequest(.get, path, query: items)
        request.priority = priority
        request.acceptedStatuses = acceptedStatuses
        do {
            return try await client.send(request, over: http)
        } catch let error as PipelineError {
            throw VippsFault.advised(error, about: path)
        }
    }
}

extension FetchContext {
    /// The connection of a Vipps stage.
    var vipps: VippsConnection {
        guard let vipps = connection as? VippsConnection else {
            preconditionFailure("a Vipps stage is given a Vipps connection")
        }
        return vipps
    }
}

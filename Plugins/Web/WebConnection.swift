// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Reaches one web service with one set of keys.
struct WebConnection: WebAccess {
    static let spec = StageSpec(
        "http",
        "A web service, with what proves who asks; nothing of that ever goes to another host.",
        .optionalText(
            "base_url",
            "Where the service is; relative URLs of stages go on from there."
        ),
        .choice(
            "auth",
            "How requests prove who asks: not at all, by a bearer token, by user and password, by a key, or by "
                + "a token that is fetched for client id and secret (OAuth 2, client credentials).",
            WebProof.Kind.allCases.map(\.rawValue)
        ),
        OptionSpec("token", .secret, "The token; with 'auth: bearer' only."),
        .optionalText("username", "The user; with 'auth: basic' only."),
        OptionSpec("password", .secret, "The password, if there is one; with 'auth: basic' only."),
        OptionSpec("api_key", .secret, "The key; with 'auth: api_key' only."),
        .optionalText(
            "key_header",
            "The header that takes the key; X-API-Key, if neither this nor 'key_parameter' is given."
        ),
        .optionalText(
            "key_parameter",
            "The query parameter that takes the key, in place of a header."
        ),
        .optionalText("token_url", "Where tokens come from; with 'auth: oauth2' only."),
        .optionalText("client_id", "The client; with 'auth: oauth2' only."),
        OptionSpec("client_secret", .secret, "The client's secret; with 'auth: oauth2' only."),
        .optionalText(
            "client_auth",
            "How the token's server is told client and secret: 'basic', in a header, or 'form', in the body; "
                + "basic, if left out."
        ),
        .optionalText("scope", "What tokens shall allow, as the token's server spells it."),
        OptionSpec(
            "token_fields",
            .mapping,
            "Further fields of the request for a token, such as 'audience'."
        ),
        OptionSpec(
            "headers",
            .mapping,
            "Headers that go with every request to this service, such as one that holds an API key."
        ),
        OptionSpec(
            "ca_file",
            .path,
            "A PEM file with the authorities to trust instead of the system's."
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
            shop:
              type: http
              base_url: https://shop.example/api/v2
              auth: bearer
              token: ${env:SHOP_TOKEN}
            """
    )

    let identity: String
    let requestsInFlight: Int
    let limits: HTTPLimits
    /// The configured service; nil for the connection that stands in where none is configured.
    let service: HTTPConnection?
    let client: HTTPClient

    init(name: String, _ options: StageOptions, client: HTTPClient) throws {
        let proof = try WebProof(options, name: name)
        var limits = HTTPLimits()
        limits.requestsInFlight = options.int("requests_in_flight")
        limits.requestsPerSecond = options.optionalInt("requests_per_second").map(Double.init)
        self.limits = limits
        requestsInFlight = limits.requestsInFlight
        self.client = client
        guard let baseURL = options.optionalText("base_url") else {
            if !proof.isNothing { throw WebFault.baseURLMissing(options) }
            service = nil
            identity = "http"
            return
        }
        let service = try HTTPConnection(
            name: name,
            baseURL: baseURL,
            credentials: proof.headers,
            queryCredentials: proof.query,
            certificateFile: options.optionalText("ca_file"),
            authorizer: proof.authorizer,
            limits: limits
        )
        self.service = service
        identity = ["http", service.baseURL, options.text("auth"), Self.user(options)]
            .joined(separator: " ")
    }

    /// The user as records may hold it: nothing, if it came from where secrets come from.
    private static func user(_ options: StageOptions) -> String {
        let user = options.optionalText("username") ?? options.optionalText("client_id") ?? ""
        return Secrets.masked(user) == user ? user : ""
    }
}

extension FetchContext {
    /// The connection of an http stage.
    var web: WebConnection {
        guard let web = connection as? WebConnection else {
            preconditionFailure("an http stage is given an http connection")
        }
        return web
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation

/// Reaches one web service with one set of keys.
struct WebConnection: Connection {
    static let spec = StageSpec(
        "http",
        "A web service, with what proves who asks; nothing of that ever goes to another host.",
        .optionalText(
            "base_url",
            "Where the service is; relative URLs of stages go on from there."
        ),
        .choice(
            "auth",
            "How requests prove who asks: not at all, by a bearer token, or by user and password.",
            Auth.allCases.map(\.rawValue)
        ),
        OptionSpec("token", .secret, "The token; with 'auth: bearer' only."),
        .optionalText("username", "The user; with 'auth: basic' only."),
        OptionSpec("password", .secret, "The password, if there is one; with 'auth: basic' only."),
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

    /// How requests prove who asks.
    enum Auth: String, CaseIterable {
        case none
        case bearer
        case basic
    }

    let identity: String
    let requestsInFlight: Int
    let limits: HTTPLimits
    /// The configured service; nil for the connection that stands in where none is configured.
    let service: HTTPConnection?
    let client: HTTPClient

    init(name: String, _ options: StageOptions, client: HTTPClient) throws {
        let credentials = try Self.credentials(options)
        var limits = HTTPLimits()
        limits.requestsInFlight = options.int("requests_in_flight")
        limits.requestsPerSecond = options.optionalInt("requests_per_second").map(Double.init)
        self.limits = limits
        requestsInFlight = limits.requestsInFlight
        self.client = client
        guard let baseURL = options.optionalText("base_url") else {
            if !credentials.isEmpty { throw WebFault.baseURLMissing(options) }
            service = nil
            identity = "http"
            return
        }
        let service = try HTTPConnection(
            name: name,
            baseURL: baseURL,
            credentials: credentials,
            certificateFile: options.optionalText("ca_file"),
            limits: limits
        )
        self.service = service
        identity = ["http", service.baseURL, options.text("auth"), Self.user(options)]
            .joined(separator: " ")
    }

    /// The user as records may hold it: nothing, if it came from where secrets come from.
    private static func user(_ options: StageOptions) -> String {
        let user = options.optionalText("username") ?? ""
        return Secrets.masked(user) == user ? user : ""
    }

    /// What goes to the service and to nobody else.
    private static func credentials(_ options: StageOptions) throws -> [HTTPHeader] {
        let headers = (options.mapping("headers") ?? []).map { pair in
            Secrets.masked(pair.text) == pair.text
                ? HTTPHeader(pair.name, pair.text) : .secret(pair.name, pair.text)
        }
        guard let proof = try authorization(options) else { return headers }
        if headers.contains(where: { $0.name.lowercased() == "authorization" }) {
            throw WebFault.authorizationTwice(options)
        }
        return [proof] + headers
    }

    private static func authorization(_ options: StageOptions) throws -> HTTPHeader? {
        guard let auth = Auth(rawValue: options.text("auth")) else {
            preconditionFailure("the spec lists all kinds of authorization")
        }
        let (token, user) = (options.optionalText("token"), options.optionalText("username"))
        let password = options.optionalText("password")
        if auth != .bearer, token != nil { throw WebFault.unusedKey("token", .bearer, options) }
        if auth != .basic, user != nil { throw WebFault.unusedKey("username", .basic, options) }
        if auth != .basic, password != nil { throw WebFault.unusedKey("password", .basic, options) }
        switch auth {
        case .none: return nil
        case .bearer:
            guard let token else { throw WebFault.missingKey("token", .bearer, options) }
            return .secret("Authorization", "Bearer \(token)")
        case .basic:
            guard let user else { throw WebFault.missingKey("username", .basic, options) }
            password.map(Secrets.register)
            let pair = Data("\(user):\(password ?? "")".utf8).base64EncodedString()
            return .secret("Authorization", "Basic \(pair)")
        }
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

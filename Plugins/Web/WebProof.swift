// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation

/// What proves to one service who asks; nobody else is sent any of it.
struct WebProof: Sendable {
    /// The words behind `auth`, the default first.
    enum Kind: String, CaseIterable {
        case none
        case bearer
        case basic
        case apiKey = "api_key"
        case oauth2
    }

    /// The keys of `fjord.yaml` that one kind alone has a use for, and whether it needs them.
    private static let uses: [(key: String, kind: Kind, isNeeded: Bool)] = [
        ("token", .bearer, true),
        ("username", .basic, true),
        ("password", .basic, false),
        ("api_key", .apiKey, true),
        ("key_header", .apiKey, false),
        ("key_parameter", .apiKey, false),
        ("token_url", .oauth2, true),
        ("client_id", .oauth2, true),
        ("client_secret", .oauth2, true),
        ("client_auth", .oauth2, false),
        ("scope", .oauth2, false),
    ]

    private(set) var headers: [HTTPHeader]
    private(set) var query: [HTTPQueryItem] = []
    private(set) var authorizer: (any Authorizer)?

    /// Reads the keys of a connection.
    ///
    /// - Throws: Keys that are missing, useless or stand twice.
    init(_ options: StageOptions, name: String) throws {
        headers = (options.mapping("headers") ?? []).map { pair in
            Secrets.masked(pair.text) == pair.text
                ? HTTPHeader(pair.name, pair.text) : .secret(pair.name, pair.text)
        }
        guard let kind = Kind(rawValue: options.text("auth")) else {
            preconditionFailure("the spec lists all kinds of authorization")
        }
        try Self.checkKeys(kind, options)
        switch kind {
        case .none: break
        case .bearer:
            try add(.secret("Authorization", "Bearer \(options.text("token"))"), options)
        case .basic:
            let password = options.optionalText("password") ?? ""
            Secrets.register(password)
            try add(Self.basic(options.text("username"), password), options)
        case .apiKey: try addKey(options)
        case .oauth2:
            try checkFree("Authorization", options)
            authorizer = try Self.tokens(options, name)
        }
    }

    /// Whether nobody needs to know a server for it.
    var isNothing: Bool { headers.isEmpty && query.isEmpty && authorizer == nil }

    private static func checkKeys(_ kind: Kind, _ options: StageOptions) throws {
        for (key, owner, isNeeded) in uses {
            let isGiven = options.optionalText(key) != nil
            if isGiven, owner != kind { throw WebFault.unusedKey(key, owner, options) }
            if !isGiven, owner == kind, isNeeded { throw WebFault.missingKey(key, kind, options) }
        }
        if kind != .oauth2, options.mapping("token_fields") != nil {
            throw WebFault.unusedKey("token_fields", .oauth2, options)
        }
    }

    private mutating func add(_ header: HTTPHeader, _ options: StageOptions) throws {
        try checkFree(header.name, options)
        headers.insert(header, at: 0)
    }

    private func checkFree(_ name: String, _ options: StageOptions) throws {
        guard !headers.contains(where: { $0.name.lowercased() == name.lowercased() }) else {
            throw WebFault.headerTwice(name, options)
        }
    }

    private mutating func addKey(_ options: StageOptions) throws {
        let key = options.text("api_key"), header = options.optionalText("key_header")
        guard let parameter = options.optionalText("key_parameter") else {
            return try add(.secret(header ?? "X-API-Key", key), options)
        }
        if header != nil { throw WebFault.keyTwice(options) }
        query = [.secret(parameter, key)]
    }

    private static func basic(_ user: String, _ password: String) -> HTTPHeader {
        let pair = Data("\(user):\(password)".utf8).base64EncodedString()
        return .secret("Authorization", "Basic \(pair)")
    }
}

extension WebProof {
    /// What fetches tokens and renews them.
    ///
    /// - Source: RFC 6749, sections 2.3.1 and 4.4.
    private static func tokens(_ options: StageOptions, _ name: String) throws -> TokenCache {
        let client = options.text("client_id"), secret = options.text("client_secret")
        var fields = [("grant_type", "client_credentials")]
        var credentials: [HTTPHeader] = []
        Secrets.register(secret)
        Secrets.register(FormText.encoded(secret))
        switch options.optionalText("client_auth") ?? "basic" {
        case "basic": credentials = [basic(FormText.encoded(client), FormText.encoded(secret))]
        case "form": fields += [("client_id", client), ("client_secret", secret)]
        default: throw WebFault.unknownClientAuth(options)
        }
        if let scope = options.optionalText("scope") { fields.append(("scope", scope)) }
        for pair in options.mapping("token_fields") ?? [] {
            guard !["grant_type", "client_id", "client_secret", "scope"].contains(pair.name) else {
                throw WebFault.tokenFieldTwice(pair.name, options)
            }
            fields.append((pair.name, pair.text))
        }
        let url = options.text("token_url")
        let service = try HTTPConnection(
            name: name,
            baseURL: String(url.prefix { $0 != "?" }),
            credentials: credentials,
            addressKey: "token_url",
            certificateFile: options.optionalText("ca_file")
        )
        var request = HTTPRequest(url: url)
        request.method = .post
        request.headers = [HTTPHeader("Content-Type", "application/x-www-form-urlencoded")]
        request.body = Array(FormText.text(fields).utf8)
        return TokenCache(request: request, over: service) { token in
            [.secret("Authorization", "Bearer \(token)")]
        }
    }
}

/// A form as a browser sends it, `application/x-www-form-urlencoded`.
enum FormText {
    private static let digits = Array("0123456789ABCDEF".unicodeScalars)

    static func text(_ fields: [(name: String, value: String)]) -> String {
        fields.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
    }

    static func encoded(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "*"):
                result.append(Unicode.Scalar(byte))
            case UInt8(ascii: " "): result.append("+")
            default: result += ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(result)
    }
}

// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTypes

/// A way in which an answer may go wrong.
struct FaultRule: Sendable {
    enum Effect: Sendable {
        /// Another answer.
        case instead(@Sendable (Strike) -> Answer)
        /// The right answer, badly delivered.
        case delivered(@Sendable (inout Answer, Strike) -> Void)
    }

    /// What a fault may look at.
    struct Strike {
        let request: SandboxRequest
        let endpoint: Endpoint
        let settings: SandboxSettings
        /// What errors call the request.
        let id: String
        /// Microseconds since 1970-01-01T00:00Z.
        let now: Int64
    }

    /// As it stands in the setting `faults` and in the header `Sandbox-Faults`.
    let name: String
    let effect: Effect

    /// One line without a full stop.
    let help: String

    private init(_ name: String, _ help: String, _ effect: Effect) {
        self.name = name
        self.effect = effect
        self.help = help
    }

    /// All faults; a new one is a line here.
    static let all: [FaultRule] = [
        FaultRule("401", "The token is refused", .instead { .unauthorized($0) }),
        FaultRule("403", "The keys have no access", .instead { .forbidden(id: $0.id) }),
        FaultRule("410", "The resource has been removed", .instead { .gone(id: $0.id) }),
        FaultRule("423", "Locked for the moment", .instead { .locked(id: $0.id) }),
        FaultRule(
            "429",
            "Too many requests, with seconds in Retry-After",
            .instead { _ in .tooManyRequests(retryAfter: "1") }
        ),
        FaultRule(
            "429-bare",
            "The same without Retry-After",
            .instead { _ in .tooManyRequests(retryAfter: nil) }
        ),
        FaultRule(
            "429-date",
            "The same with a date in Retry-After, two seconds from now",
            .instead { .tooManyRequests(retryAfter: HTTPDate.text($0.now + 2_000_000)) }
        ),
        FaultRule(
            "500",
            "An unexpected error, code 10001 with a contextId",
            .instead { .unexpected(id: $0.id) }
        ),
        FaultRule(
            "502-html",
            "A page of the gateway, no JSON",
            .instead { _ in .page(.badGateway) }
        ),
        FaultRule("503-html", "The same for 503", .instead { _ in .page(.serviceUnavailable) }),
        FaultRule("504-html", "The same for 504", .instead { _ in .page(.gatewayTimeout) }),
        FaultRule(
            "gzip",
            "The answer packed, if the client takes gzip",
            .delivered { answer, strike in answer.compress(strike) }
        ),
        FaultRule(
            "reset",
            "The connection is reset instead of an answer",
            .delivered { answer, _ in answer.delivery = .reset }
        ),
        FaultRule(
            "slow",
            "The answer comes after 'slow_ms'",
            .delivered { $0.delayMilliseconds = $1.settings.slowMilliseconds }
        ),
        FaultRule(
            "truncated",
            "The connection is closed after half of the body",
            .delivered { answer, _ in answer.delivery = .truncated }
        ),
    ]
}

extension Answer {
    fileprivate static func unauthorized(_ strike: FaultRule.Strike) -> Answer {
        if case .management = strike.endpoint { return .managementUnauthorized(id: strike.id) }
        return .unauthorized
    }

    fileprivate static func gone(id: String) -> Answer {
        problem(.gone, "Gone", "This resource has been removed.", id: id)
    }

    fileprivate static func locked(id: String) -> Answer {
        problem(.init(code: 423, reasonPhrase: "Locked"), "Locked", "Try again.", id: id)
    }

    /// The gateway's, with the header `Retry-After` unless it is nil.
    fileprivate static func tooManyRequests(retryAfter: String?) -> Answer {
        let advice = retryAfter == "1" ? " Try again in 1 seconds." : ""
        var answer = gateway(.tooManyRequests, "Rate limit is exceeded." + advice)
        answer.headers[.retryAfter] = retryAfter
        return answer
    }

    /// What the gateway shows when it gets no answer itself.
    fileprivate static func page(_ status: HTTPResponse.Status) -> Answer {
        let title = "\(status.code) \(status.reasonPhrase)"
        return Answer(
            status,
            .html,
            """
            <html><head><title>\(title)</title></head>
            <body><center><h1>\(title)</h1></center></body></html>
            """
        )
    }

    /// As gzip, for clients that take it; others get it as it is.
    fileprivate mutating func compress(_ strike: FaultRule.Strike) {
        let accepted = strike.request.headers[.acceptEncoding]?.lowercased() ?? ""
        guard accepted.contains("gzip"), headers[.contentEncoding] == nil else { return }
        body = Gzip.stored(body)
        headers[.contentEncoding] = "gzip"
    }
}

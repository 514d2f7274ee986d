// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// The vendor's error bodies; each API and the gateway before them have their own.
extension Answer {
    /// RFC 7807, with the status as a number; `more` is text for the end of the object.
    static func problem(
        _ status: HTTPResponse.Status,
        _ title: String,
        _ detail: String,
        id: String,
        more: String = ""
    ) -> Answer {
        let name = title.lowercased().split(separator: " ").joined(separator: "-")
        return Answer(
            status,
            .problem,
            """
            {"type":"https://developer.vippsmobilepay.com/problem/\(name)",\
            "title":\(JSONText.quoted(title)),"status":\(status.code),\
            "detail":\(JSONText.quoted(detail)),"instance":"urn:uuid:\(id)"\(more)}
            """
        )
    }

    static func noSuchPath(id: String) -> Answer {
        problem(.notFound, "Not found", "There is no such resource.", id: id)
    }

    static func wrongMethod(allowed: [HTTPRequest.Method], id: String) -> Answer {
        let names = allowed.map(\.rawValue)
        var answer = problem(
            .methodNotAllowed,
            "Method not allowed",
            "Use \(names.joined(separator: " or ")).",
            id: id
        )
        answer.headers[.allow] = names.joined(separator: ", ")
        return answer
    }

    static func forbidden(id: String) -> Answer {
        problem(.forbidden, "Forbidden", "These keys have no access to this API.", id: id)
    }

    /// The Report API's own 401.
    static let unauthorized = Answer(
        .unauthorized,
        .json,
        """
        {"code":"Unauthorized","message":"Check the API keys and the access token."}
        """
    )

    /// The Report API's 500.
    static func unexpected(id: String) -> Answer {
        report(.internalServerError, 10001, "Unexpected error", id: id)
    }

    /// The Report API's refusal of a parameter.
    static func invalid(_ message: String, id: String) -> Answer {
        report(.badRequest, 10002, message, id: id)
    }

    /// For unknown ledgers and for those of others alike.
    static func noSuchLedger(id: String) -> Answer {
        report(.notFound, 10002, "No such ledgerId", id: id)
    }

    private static func report(
        _ status: HTTPResponse.Status,
        _ code: Int,
        _ message: String,
        id: String
    ) -> Answer {
        Answer(
            status,
            .json,
            """
            {"errorCode":\(code),"errorMessage":\(JSONText.quoted(message)),"contextId":"\(id)"}
            """
        )
    }

    /// The gateway before all APIs.
    static func gateway(_ status: HTTPResponse.Status, _ message: String) -> Answer {
        Answer(
            status,
            .json,
            """
            {"statusCode":\(status.code),"message":\(JSONText.quoted(message))}
            """
        )
    }

    static let missingSubscriptionKey = gateway(
        .unauthorized,
        "Access denied due to missing subscription key. "
            + "Make sure to include subscription key when making requests to an API."
    )

    static let invalidSubscriptionKey = gateway(
        .unauthorized,
        "Access denied due to invalid subscription key. "
            + "Make sure to provide a valid key for an active subscription."
    )

    /// OAuth 2.0, RFC 6749 section 5.2.
    static func invalidClient(_ status: HTTPResponse.Status, _ description: String) -> Answer {
        Answer(
            status,
            .json,
            """
            {"error":"invalid_client","error_description":\(JSONText.quoted(description))}
            """
        )
    }
}

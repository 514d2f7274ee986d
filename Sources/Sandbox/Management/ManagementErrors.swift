// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// The Management API's problems; in each a code of its own.
extension Answer {
    static func managementUnauthorized(id: String) -> Answer {
        management(
            .unauthorized,
            "Not authorised",
            "Check the access token and the subscription key.",
            code: "4102",
            id: id
        )
    }

    static func missingMSN(id: String) -> Answer {
        management(
            .forbidden,
            "Forbidden",
            "Partner keys need the header Merchant-Serial-Number.",
            code: "4301",
            id: id
        )
    }

    static func foreignMSN(id: String) -> Answer {
        management(
            .forbidden,
            "Forbidden",
            "These keys have no access to the sales unit in Merchant-Serial-Number.",
            code: "4302",
            id: id
        )
    }

    static func partnersOnly(id: String) -> Answer {
        management(.forbidden, "Forbidden", "Partner keys are needed.", code: "4303", id: id)
    }

    static func noSuchMerchant(id: String) -> Answer {
        management(.notFound, "Not found", "No such merchant.", code: "4401", id: id)
    }

    /// For unknown, inactive and foreign units alike.
    static func noSuchUnit(id: String) -> Answer {
        management(.notFound, "Not found", "No such active sales unit.", code: "4402", id: id)
    }

    static func noSuchOrder(id: String) -> Answer {
        management(.notFound, "Not found", "No such product order.", code: "4403", id: id)
    }

    static func invalidManagement(_ detail: String, id: String) -> Answer {
        management(.badRequest, "Bad request", detail, code: "4001", id: id)
    }

    static func reusedIdempotencyKey(id: String) -> Answer {
        management(
            .conflict,
            "Conflict",
            "The Idempotency-Key was used with another body.",
            code: "4901",
            id: id
        )
    }

    private static func management(
        _ status: HTTPResponse.Status,
        _ title: String,
        _ detail: String,
        code: String,
        id: String
    ) -> Answer {
        let details = JSONShape.array([
            .object([("key", .string("ErrorCode")), ("value", .string(code))])
        ])
        return problem(status, title, detail, id: id, more: ",\"extraDetails\":\(details.text)")
    }
}

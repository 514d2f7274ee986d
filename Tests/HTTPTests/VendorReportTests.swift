// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

@testable import HTTP

@Suite("the vendor's own words")
struct VendorReportTests {
    static let bodies: [(body: String, line: String?)] = [
        (
            """
            {"type":"https://x","title":"Not authorised","status":"401","detail":"Check the token.",
             "instance":"urn:uuid:9b5f","extraDetails":[{"key":"ErrorCode","value":"4102"}]}
            """,
            "Not authorised: Check the token.: ErrorCode 4102; instance urn:uuid:9b5f"
        ),
        (
            #"{"title":"Bad","invalidParams":[{"name":"date","reason":"no date"}],"traceId":"00-7"}"#,
            "Bad: date no date; traceId 00-7"
        ),
        (#"{"code":"Unauthorized","message":"Hint"}"#, "Hint (Unauthorized)"),
        (
            #"{"errorCode":10001,"errorMessage":"Unexpected error","contextId":"0f2a"}"#,
            "Unexpected error (10001); contextId 0f2a"
        ),
        (#"{"statusCode":401,"message":"Access denied."}"#, "Access denied."),
        (
            #"{"error":"invalid_client","error_description":"Unknown client"}"#,
            "invalid_client: Unknown client"
        ),
        (#"{"error":{"code":"E1","message":"Nested"}}"#, "Nested (E1)"),
        (#"{"title":null,"detail":5,"extraDetails":"odd"}"#, "5"),
        (#"{"unknown":true}"#, nil),
        ("[1]", "[1]"),
        ("", nil),
        ("plain\u{1B}[31m\ntext", "plain [31m text"),
        ("<HTML><TITLE lang='en'> Sorry </TITLE>", "an HTML page titled 'Sorry'"),
        ("<html></html>", "an HTML page"),
    ]

    @Test("is found in every known shape", arguments: bodies)
    func shapes(body: String, line: String?) {
        #expect(report(body).line == line)
    }

    @Test("is cut to a bearable length")
    func long() {
        #expect(report(String(repeating: "x", count: 5_000)).line?.count == 301)
    }

    @Test("trace ids in headers are kept")
    func headers() {
        let response = HTTPResponse(
            status: 500,
            headers: [("X-REQUEST-ID", "r1"), ("traceparent", "00-ab-cd-01")],
            body: .empty,
            effectiveURL: ""
        )
        #expect(VendorReport(response).line == "x-request-id r1; traceparent 00-ab-cd-01")
    }

    private func report(_ body: String) -> VendorReport {
        VendorReport(
            HTTPResponse(status: 400, headers: [], body: Bytes(body), effectiveURL: "")
        )
    }
}

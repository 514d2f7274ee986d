// SPDX-License-Identifier: Apache-2.0

import Columnar
import Foundation

/// What a server says about a fault in its own words: text and trace ids, as far as its answer has
/// them.
struct VendorReport: Sendable, Hashable {
    let text: String?
    /// `contextId 0f2a…`, in the order of the list below.
    let traces: [String]

    private static let traceKeys = ["contextId", "traceId", "instance"]
    private static let traceHeaders = [
        "X-Request-Id", "Request-Id", "X-Correlation-Id", "Request-Context", "traceparent",
    ]
    private static let longestText = 300

    /// Reads problem+json and its relatives: `title`, `detail`, `extraDetails`, `invalidParams`;
    /// `code`, `message`; `errorCode`, `errorMessage`; `statusCode`, `message`; `error`,
    /// `error_description`.
    init(_ response: HTTPResponse) {
        let object = Self.object(in: response.body)
        text = (object.map(Self.text(of:)) ?? Self.title(of: response.body)).flatMap(Self.shortened)
        let inBody = Self.traceKeys.compactMap { key in
            Self.word(object?[key]).map { "\(key) \($0)" }
        }
        let inHeaders = Self.traceHeaders.compactMap { name in
            response.header(name).map { "\(name.lowercased()) \($0)" }
        }
        traces = (inBody + inHeaders).compactMap(Self.shortened)
    }

    /// All of it in one line; nil when the server said nothing.
    var line: String? {
        let parts = [text].compactMap { $0 } + traces
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    private static func object(in body: Bytes) -> [String: Any]? {
        (try? JSONSerialization.jsonObject(with: body.foundationData)) as? [String: Any]
    }

    private static func text(of object: [String: Any]) -> String? {
        // An object that nests its fault, `{"error": {"code": …}}`.
        if let inner = object["error"] as? [String: Any] { return text(of: inner) }
        let code = word(object["errorCode"]) ?? word(object["code"])
        let sentences = [
            "title", "detail", "message", "errorMessage", "error", "error_description",
        ]
        .compactMap { word(object[$0]) }
        let details = ["extraDetails", "invalidParams"].flatMap { Self.details(object[$0]) }
        let said = (sentences + details).joined(separator: ": ")
        guard let code else { return said.isEmpty ? nil : said }
        return said.isEmpty ? code : "\(said) (\(code))"
    }

    private static func details(_ list: Any?) -> [String] {
        guard let items = list as? [[String: Any]] else { return [] }
        return items.compactMap { item in
            let parts = ["key", "name", "value", "reason"].compactMap { word(item[$0]) }
            return parts.isEmpty ? nil : parts.joined(separator: " ")
        }
    }

    private static func word(_ value: Any?) -> String? {
        switch value {
        case let text as String: text.isEmpty ? nil : text
        case let number as NSNumber: number.stringValue
        default: nil
        }
    }

    private static func title(of body: Bytes) -> String? {
        let text = body.slice(0..<min(body.count, 4_096)).text
        guard BodyCheck.finding(in: body) == .html else { return text }
        let title = text.firstMatch(of: /(?i)<title[^>]*>([^<]*)/)?.output.1
        return title.map { "an HTML page titled '\(shortened(String($0)) ?? "")'" }
            ?? "an HTML page"
    }

    /// On one line, without control characters, of bounded length; nil when nothing is left.
    private static func shortened(_ text: String) -> String? {
        let visible = text.unicodeScalars.map {
            $0.properties.generalCategory == .control ? " " : $0
        }
        let words = String(String.UnicodeScalarView(visible)).split(separator: " ")
        let line = words.joined(separator: " ")
        guard line.count > longestText else { return line.isEmpty ? nil : line }
        return line.prefix(longestText) + "…"
    }
}

extension Bytes {
    /// A copy for Foundation's JSON reader; only for the small bodies of tokens and errors.
    var foundationData: Data {
        unsafe withUnsafeBytes { unsafe Data($0.prefix(64 << 10)) }
    }
}

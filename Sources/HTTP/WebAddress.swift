// SPDX-License-Identifier: Apache-2.0

import CCurl

/// An http or https URL, read by the same parser that will connect to it.
@safe
struct WebAddress: Sendable, Hashable {
    /// What credentials are bound to.
    struct Origin: Sendable, Hashable {
        let scheme: String
        let host: String
        let port: Int
    }

    let text: String
    let origin: Origin
    let path: String
    let query: String?

    /// Reads a URL, a relative one against `base`; nil unless it is http or https and names no
    /// user.
    init?(_ text: String, relativeTo base: WebAddress? = nil) {
        guard let parser = unsafe curl_url() else { return nil }
        defer { unsafe curl_url_cleanup(parser) }
        if let base, unsafe curl_url_set(parser, CURLUPART_URL, base.text, 0) != CURLUE_OK {
            return nil
        }
        let dots = base == nil ? CURLU_PATH_AS_IS : 0
        let flags = UInt32(CURLU_DISALLOW_USER | CURLU_URLENCODE | dots)
        guard unsafe curl_url_set(parser, CURLUPART_URL, text, flags) == CURLUE_OK,
            let whole = unsafe Self.part(CURLUPART_URL, of: parser),
            let scheme = unsafe Self.part(CURLUPART_SCHEME, of: parser)?.lowercased(),
            scheme == "http" || scheme == "https",
            let host = unsafe Self.part(CURLUPART_HOST, of: parser)?.lowercased(),
            let port = unsafe Self.part(CURLUPART_PORT, of: parser).flatMap(Int.init)
        else { return nil }
        self.text = whole
        origin = Origin(scheme: scheme, host: host, port: port)
        path = unsafe Self.part(CURLUPART_PATH, of: parser) ?? "/"
        query = unsafe Self.part(CURLUPART_QUERY, of: parser)
    }

    /// The host, with its port unless it is the scheme's own.
    var hostAndPort: String {
        origin.port == (origin.scheme == "https" ? 443 : 80)
            ? origin.host : "\(origin.host):\(origin.port)"
    }

    /// The whole URL with these items at the end of its query, but for those whose name is there already.
    func text(adding items: [HTTPQueryItem]) -> String {
        let present = Set((query ?? "").split(separator: "&").map { $0.prefix { $0 != "=" } })
        let added = items.compactMap { item -> String? in
            let name = PercentEncoding.encoded(item.name)
            return present.contains(name[...])
                ? nil : "\(name)=\(PercentEncoding.encoded(item.value))"
        }
        guard !added.isEmpty else { return text }
        let whole = text.prefix { $0 != "#" }
        return whole + (query == nil ? "?" : "&") + added.joined(separator: "&")
    }

    private static func part(_ part: CURLUPart, of parser: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        let flags = part == CURLUPART_PORT ? UInt32(CURLU_DEFAULT_PORT) : 0
        guard unsafe curl_url_get(parser, part, &text, flags) == CURLUE_OK,
            let text = unsafe text
        else { return nil }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }
}

// SPDX-License-Identifier: Apache-2.0

import CCurl

/// The `Retry-After` header of RFC 9110, section 10.2.3.
enum RetryAfter {
    /// How long to wait, given seconds or an HTTP date; nil when the text is neither.
    static func wait(_ text: String, unixSeconds: Int) -> Duration? {
        let text = text.trimmingSuffix { $0.isWhitespace }
        if let seconds = Double(text), seconds.isFinite {
            return .seconds(min(max(0, seconds), 1_000_000_000))
        }
        let date = unsafe curl_getdate(String(text), nil)
        return date < 0 ? nil : .seconds(max(0, date - unixSeconds))
    }
}

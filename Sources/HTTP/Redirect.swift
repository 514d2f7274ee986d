// SPDX-License-Identifier: Apache-2.0

/// Where an answer sends a GET on to.
enum Redirect {
    /// How many redirects one request follows.
    static let limit = 5

    /// The next address; nil when the answer is no redirect.
    static func target(
        of answer: TransferAnswer,
        from address: WebAddress
    ) -> Result<WebAddress, HTTPFault>? {
        guard [301, 302, 303, 307, 308].contains(answer.status) else { return nil }
        let location = answer.headers.first { $0.name.lowercased() == "location" }?.value
        guard let location, let target = WebAddress(location, relativeTo: address) else {
            return .failure(.unusableRedirect)
        }
        guard address.origin.scheme == "http" || target.origin.scheme == "https" else {
            return .failure(.insecureRedirect)
        }
        return .success(target)
    }

    /// The headers that may follow to another scheme, host or port: none that proves who asks.
    static func withoutCredentials(_ headers: [HTTPHeader]) -> [HTTPHeader] {
        headers.filter { header in
            !header.isSecret && !["authorization", "cookie"].contains(header.name.lowercased())
        }
    }
}

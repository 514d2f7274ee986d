// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Hands out access tokens and knows which are valid.
final class TokenOffice: Sendable {
    private struct Book {
        var grants: [String: (type: SandboxKeyType, expires: Int64)] = [:]
        var issued = 0
    }

    private let root: RandomKey
    private let book = Mutex(Book())

    init(root: RandomKey) {
        self.root = root.child(200)
    }

    /// A new token, in the form and length of a JWT, that lives for `seconds`; `now` is in
    /// microseconds since 1970-01-01T00:00Z.
    func issue(to type: SandboxKeyType, seconds: Int, now: Int64) -> String {
        book.withLock { book in
            book.grants = book.grants.filter { $0.value.expires > now }
            book.issued += 1
            let token = Self.token(root.child(book.issued))
            book.grants[token] = (type, now + Int64(seconds) * 1_000_000)
            return token
        }
    }

    /// The keys a token was issued to; nil for unknown and expired ones.
    func holder(of token: String, now: Int64) -> SandboxKeyType? {
        book.withLock { book in
            guard let grant = book.grants[token], grant.expires > now else { return nil }
            return grant.type
        }
    }

    private static func token(_ key: RandomKey) -> String {
        let words = (0..<60).map { key.child($0).hexadecimal }
        let payload = words.prefix(40).joined()
        return "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.\(payload).\(words.dropFirst(40).joined())"
    }
}

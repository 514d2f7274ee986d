// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// What a page says beside its items: whether there is more, and when.
///
/// - Source: `vipps-api.md`, sections 2.2 to 2.4.
struct PageEnvelope {
    /// Where to go on; nil if missing, null or empty.
    let cursor: String?
    /// Missing counts as true exactly if there is a cursor, as before November 2023.
    let hasMore: Bool
    /// Whether the date is still open; missing counts as false.
    let tryLater: Bool

    init(_ page: Page) throws {
        let envelope = try Self.scan(page)
        func flag(_ name: String) throws -> Bool? {
            switch envelope.members[name] {
            case nil, .null: nil
            case .boolean(let value): value
            default: throw VippsFault.notBoolean(name, page: page.number)
            }
        }
        cursor = envelope.text("cursor").flatMap { $0.isEmpty ? nil : $0 }
        hasMore = try flag("hasMore") ?? (cursor != nil)
        tryLater = try flag("tryLater") ?? false
    }

    private static func scan(_ page: Page) throws -> JSONEnvelope {
        var scanner = JSONEnvelopeScanner()
        do {
            return try scanner.scan(page.bytes)
        } catch {
            throw error.placed(in: DataPlace(page: page.number))
        }
    }
}

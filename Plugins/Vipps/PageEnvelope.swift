// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// What a page says beside its items: whether there is more, and when.
///
/// - Source: The vendor's Report API guide, ledgers, dates and feed.
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
            case nil, .null: return nil
            case .boolean(let value): return value
            default: throw VippsFault.notBoolean(name, page: page.number)
            }
        }
        cursor = try Self.cursor(envelope.members["cursor"], page: page.number)
        hasMore = try flag("hasMore") ?? (cursor != nil)
        tryLater = try flag("tryLater") ?? false
    }

    private static func cursor(_ value: JSONDocument?, page: Int) throws -> String? {
        switch value {
        case nil, .null: return nil
        case .string(let text): return text.isEmpty ? nil : text
        default: throw VippsFault.notText("cursor", page: page)
        }
    }

    private static func scan(_ page: Page) throws -> JSONEnvelope {
        var scanner = JSONEnvelopeScanner()
        let bytes = try page.load()
        do {
            return try scanner.scan(bytes)
        } catch {
            throw error.placed(in: DataPlace(page: page.number))
        }
    }
}

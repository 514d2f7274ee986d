// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// What tells one merchant from another: the register and the number in it.
///
/// - Source: The vendor's Management API guide.
struct BusinessIdentifier: Sendable, Hashable {
    /// `business:NO:ORG`, `business:DK:CVR`, `business:FI:Y-tunnus`.
    let scheme: String
    /// With leading zeros and hyphens as the register writes it.
    let id: String

    static let norway = "business:NO:ORG"

    init(scheme: String, id: String) {
        self.scheme = scheme
        self.id = id
    }

    /// Reads `business:DK:CVR/12345678`, or nine digits, which only Norwegian numbers have.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 2 where !parts[0].isEmpty && !parts[1].isEmpty:
            self.init(scheme: parts[0], id: parts[1])
        case 1:
            let digits = text.filter { $0 != " " }
            guard digits.utf8.count == 9, digits.isAllDigits else { return nil }
            self.init(scheme: Self.norway, id: digits)
        default: return nil
        }
    }

    /// As the option is written, `business:NO:ORG/923456781`.
    var text: String { "\(scheme)/\(id)" }

    /// The columns that name the merchant.
    static let columns: [JSONDecodePlan.Column] = [
        .constant("businessIdentifier.scheme"), .constant("businessIdentifier.id"),
    ]

    /// The values of these columns.
    var constants: [String: String] {
        ["businessIdentifier.scheme": scheme, "businessIdentifier.id": id]
    }

    /// The merchants that the option `merchants` lists, each once; nil if it was left out.
    ///
    /// - Throws: `vipps-invalid-merchant` for one that cannot be read; `vipps-no-merchants` for an empty list.
    static func list(_ options: StageOptions) throws -> [BusinessIdentifier]? {
        guard let texts = options.texts("merchants") else { return nil }
        guard !texts.isEmpty else { throw VippsFault.emptyMerchantList(options) }
        var known: Set<BusinessIdentifier> = []
        return try texts.compactMap { text in
            guard let merchant = BusinessIdentifier(text) else {
                throw VippsFault.invalidMerchant(text, options)
            }
            return known.insert(merchant).inserted ? merchant : nil
        }
    }
}

extension String {
    /// Whether there is nothing but ASCII digits, and at least one.
    var isAllDigits: Bool {
        !isEmpty && utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}

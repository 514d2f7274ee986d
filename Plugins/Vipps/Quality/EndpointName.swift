// SPDX-License-Identifier: Apache-2.0

/// An endpoint as the API-quality report names it, taken apart: `POST:/epayment/v1/payments`.
///
/// - Source: The vendor's Management API guide, whose own example reads `POST://epayment/v1/payments`.
struct EndpointName: Sendable, Hashable {
    /// In capitals; nil if the name does not begin with one.
    let method: String?
    /// With one slash at its beginning.
    let path: String

    init(_ name: String) {
        guard let end = name.firstIndex(where: { $0 == ":" || $0 == " " }),
            end != name.startIndex,
            name[..<end].utf8.allSatisfy(Self.isLetter)
        else {
            (method, path) = (nil, Self.path(name[...]))
            return
        }
        (method, path) = (
            name[..<end].uppercased(), Self.path(name[name.index(after: end)...])
        )
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func path(_ rest: Substring) -> String {
        "/" + rest.drop { $0 == "/" || $0 == " " }
    }
}

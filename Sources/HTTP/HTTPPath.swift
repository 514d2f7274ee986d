// SPDX-License-Identifier: Apache-2.0

/// The path of a request below its connection's base URL.
///
/// A literal stands as written; each interpolated value is percent-encoded as one segment, so that
/// an id with a slash or a question mark cannot change what is asked:
///
///     let path: HTTPPath = "/report/v2/ledgers/\(ledgerID)/\(topic)/dates/\(date)"
public struct HTTPPath: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// The encoded path; it begins with a slash or is empty.
    public let text: String

    /// Takes a path that is already encoded.
    public init(encoded text: String) {
        self.text = text.isEmpty || text.hasPrefix("/") ? text : "/" + text
    }

    /// Takes a path that is written in the program.
    public init(stringLiteral value: String) {
        self.init(encoded: value)
    }

    /// Takes a path that is written in the program with values in it.
    public init(stringInterpolation: StringInterpolation) {
        self.init(encoded: stringInterpolation.text)
    }

    /// Collects the pieces of an interpolated path.
    public struct StringInterpolation: StringInterpolationProtocol {
        var text = ""

        /// Starts an empty path.
        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 8)
        }

        /// Adds a stretch as it is written.
        public mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        /// Adds a value as one segment, percent-encoded.
        public mutating func appendInterpolation(_ segment: String) {
            text += PercentEncoding.encoded(segment)
        }

        /// Adds a number.
        public mutating func appendInterpolation(_ number: Int) {
            text += String(number)
        }
    }
}

/// RFC 3986: everything but the unreserved characters becomes `%XX`.
enum PercentEncoding {
    private static let digits = Array("0123456789ABCDEF".utf8)

    static func encoded(_ text: String) -> String {
        if text == "." || text == ".." { return text.replacing(".", with: "%2E") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Foundation

/// A line of an index: an object with one member, whose name says what it is.
struct RecordingLine: Sendable {
    struct Name: RawRepresentable, Sendable, Hashable {
        let rawValue: String

        static let head = Name(rawValue: "recording")
        static let answer = Name(rawValue: "answer")
        static let end = Name(rawValue: "end")
    }

    let name: Name
    let text: String

    /// Reads a line; nil unless it begins like one.
    init?(_ text: Substring) {
        guard text.hasPrefix("{\""), text.hasSuffix("}") else { return nil }
        let rest = text.dropFirst(2)
        guard let end = rest.firstIndex(of: "\"") else { return nil }
        name = Name(rawValue: String(rest[..<end]))
        self.text = String(text)
    }

    /// What the member holds; nil if it is damaged.
    func value<Value: Decodable>(as: Value.Type) -> Value? {
        (try? JSONDecoder().decode([String: Value].self, from: Data(text.utf8)))?[name.rawValue]
    }

    /// The line with its end.
    static func bytes(_ name: Name, _ value: some Encodable) -> Bytes {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode([name.rawValue: value]) else {
            preconditionFailure("what a recording keeps can be written as JSON")
        }
        return Bytes(String(decoding: data, as: UTF8.self) + "\n")
    }
}

/// The headers of an answer that a recording keeps: all but those that may say who asked.
enum KeptHeaders {
    private static let left = ["cookie", "auth", "token", "secret", "key", "session", "signature"]

    static func of(_ response: HTTPResponse) -> [(name: String, value: String)] {
        response.headers.filter { header in
            let name = header.name.lowercased()
            return !left.contains { name.contains($0) }
        }
    }
}

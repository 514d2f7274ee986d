// SPDX-License-Identifier: Apache-2.0

import Columnar
import Glibc

/// The secrets that must not get into a recording, wherever a server repeats them.
@safe
struct ConcealedValues: Sendable {
    /// Shorter ones would match ordinary data.
    static let shortest = 8

    private var values: [[UInt8]] = []

    /// Adds a value in each spelling that a server may repeat it in.
    mutating func add(_ value: String) {
        guard value.utf8.count >= Self.shortest else { return }
        let encoded = PercentEncoding.encoded(value)
        let inForm = encoded.replacing("%20", with: "+"), inJSON = value.replacing("/", with: "\\/")
        for spelling in [value, encoded, inForm, inJSON].map({ Array($0.utf8) })
        where !values.contains(spelling) { values.append(spelling) }
        // A secret that contains another must be replaced first, or its rest would show.
        values.sort { $0.count > $1.count }
    }

    /// How many bytes the longest one has; 0 without any.
    var longest: Int { values.first?.count ?? 0 }

    /// The text with `***` in place of each.
    func concealing(_ text: String) -> String {
        values.isEmpty ? text : concealing(Bytes(text)).text
    }

    /// The bytes with `***` in place of each; the same buffer where there is none.
    ///
    /// - Complexity: O(bytes x values).
    func concealing(_ bytes: Bytes) -> Bytes {
        values.reduce(bytes) { Self.replacing($1, in: $0) }
    }

    private static func replacing(_ value: [UInt8], in bytes: Bytes) -> Bytes {
        guard var found = offset(of: value, in: bytes, from: 0) else { return bytes }
        var writer = ByteWriter(capacity: bytes.count), start = 0
        while true {
            writer.append(bytes.slice(start..<found))
            writer.append("***")
            start = found + value.count
            guard let next = offset(of: value, in: bytes, from: start) else { break }
            found = next
        }
        writer.append(bytes.slice(start..<bytes.count))
        return writer.finish()
    }

    private static func offset(of value: [UInt8], in bytes: Bytes, from offset: Int) -> Int? {
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe value.withUnsafeBytes { value in
                guard let base = bytes.baseAddress, let start = value.baseAddress,
                    let first = unsafe value.first
                else { return nil }
                var at = offset
                while at + value.count <= bytes.count {
                    let room = bytes.count - value.count - at + 1
                    guard let hit = unsafe memchr(base + at, Int32(first), room) else { return nil }
                    at = unsafe UnsafeRawPointer(hit) - base
                    if unsafe memcmp(base + at, start, value.count) == 0 { return at }
                    at += 1
                }
                return nil
            }
        }
    }
}

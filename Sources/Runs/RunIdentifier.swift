// SPDX-License-Identifier: Apache-2.0

/// Names one run: its number in the project's state, and a random part that keeps its temporary
/// files apart from those of other projects and of a state that was deleted.
package struct RunIdentifier: Sendable, Hashable, CustomStringConvertible {
    /// Counted from 1 within the project; later runs have larger numbers.
    package let number: Int64
    let token: String

    /// `42-9f3c01ab`.
    package var description: String { "\(number)-\(token)" }

    static func randomToken() -> String {
        let digits = String(UInt32.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}

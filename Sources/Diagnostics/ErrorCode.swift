// SPDX-License-Identifier: Apache-2.0

/// The stable name of one kind of fault, as in `[unknown-stage]`.
///
/// Each module lists its codes as static members in one file beside their wording. A code never changes its meaning
/// between releases, so that scripts may match on it.
public struct ErrorCode: Sendable, Hashable, CustomStringConvertible {
    /// The name in kebab-case, without brackets.
    public let name: String

    /// Names a kind of fault.
    public init(_ name: String) {
        self.name = name
    }

    /// The name in kebab-case, without brackets.
    public var description: String { name }
}

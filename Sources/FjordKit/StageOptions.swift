// SPDX-License-Identifier: Apache-2.0

public import Diagnostics

/// The checked and interpolated options of one stage or connection, defaults filled in.
///
/// A stage may ask only for options that its spec declares; asking for another, or by the wrong type, is a broken
/// contract. Values have already been checked against their `OptionSpec.Kind`.
public struct StageOptions: Sendable {
    /// One option's value.
    public enum Value: Sendable, Hashable {
        case integer(Int)
        case boolean(Bool)
        case text(String)
        case texts([String])
        case mapping([Pair])
        case rules([CheckRule])
    }

    /// A name of a mapping and the text behind it.
    public struct Pair: Sendable, Hashable {
        /// The name.
        public let name: String
        /// What stands behind it.
        public let text: String
        /// Where the name was written; nil if it was not.
        public let location: SourceLocation?

        /// Joins a name and its text.
        public init(_ name: String, _ text: String, at location: SourceLocation? = nil) {
            self.name = name
            self.text = text
            self.location = location
        }
    }

    private let values: [String: Value]
    private let locations: [String: SourceLocation]

    /// Takes checked values and, for those that were written down, their places.
    public init(_ values: [String: Value], locations: [String: SourceLocation] = [:]) {
        self.values = values
        self.locations = locations
    }

    /// A whole number.
    public func int(_ name: String) -> Int {
        guard case .integer(let value) = values[name] else { undeclared(name, "integer") }
        return value
    }

    /// A whole number that may have been left out; nil if it was.
    public func optionalInt(_ name: String) -> Int? {
        guard case .integer(let value) = values[name] else { return nil }
        return value
    }

    /// A switch.
    public func bool(_ name: String) -> Bool {
        guard case .boolean(let value) = values[name] else { undeclared(name, "boolean") }
        return value
    }

    /// A text, path, choice or secret.
    public func text(_ name: String) -> String {
        guard case .text(let value) = values[name] else { undeclared(name, "text") }
        return value
    }

    /// A text that may have been left out; nil if it was.
    public func optionalText(_ name: String) -> String? {
        guard case .text(let value) = values[name] else { return nil }
        return value
    }

    /// A list of texts; nil if it was left out or its one word was given instead.
    public func texts(_ name: String) -> [String]? {
        guard case .texts(let value) = values[name] else { return nil }
        return value
    }

    /// The pairs of a mapping in the order in which they stand; nil if it was left out.
    public func mapping(_ name: String) -> [Pair]? {
        guard case .mapping(let value) = values[name] else { return nil }
        return value
    }

    /// The rules of a check in the order in which they stand; nil if they were left out.
    public func rules(_ name: String) -> [CheckRule]? {
        guard case .rules(let value) = values[name] else { return nil }
        return value
    }

    /// All options in force in one spelling, in order of their names; tells one reading of a source from another.
    public var canonicalText: String {
        values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.canonicalText)" }
            .joined(separator: " ")
    }

    /// A fault of one option, placed where it was written.
    public func fault(
        _ code: ErrorCode,
        in option: String,
        _ message: String,
        fix: String? = nil
    ) -> PipelineError {
        let location = locations[option].map { PipelineError.Location.source($0) } ?? .unknown
        return PipelineError(code, at: location, message, fix: fix)
    }

    private func undeclared(_ name: String, _ type: String) -> Never {
        preconditionFailure("the spec declares no \(type) option '\(name)' that always has a value")
    }
}

extension StageOptions.Value {
    /// The value in one spelling; texts are quoted so that none can be taken for another option.
    var canonicalText: String {
        switch self {
        case .integer(let value): String(value)
        case .boolean(let value): String(value)
        case .text(let text): text.debugDescription
        case .texts(let texts): texts.debugDescription
        case .mapping(let pairs):
            pairs.map { "\($0.name.debugDescription): \($0.text.debugDescription)" }
                .debugDescription
        case .rules(let rules): rules.map(\.canonicalText).debugDescription
        }
    }
}

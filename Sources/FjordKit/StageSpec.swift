// SPDX-License-Identifier: Apache-2.0

/// What users see of a stage: everything that checking, help, reference, schema and completion need.
public struct StageSpec: Sendable {
    /// The word behind `fetch:`, `transform:` or `sink:`; those of an outside system begin with its name and a dot.
    public let name: String
    /// One sentence.
    public let summary: String
    /// The options in the order in which help shows them.
    public let options: [OptionSpec]
    /// The connection that the stage speaks over; nil if it needs none.
    public let connection: ConnectionNeed?
    /// A stage as it would stand in a pipeline file, shown by help and checked by a test.
    public let example: String

    /// Describes a stage whose options are shared with others.
    public init(
        _ name: String,
        _ summary: String,
        options: [OptionSpec],
        connection: ConnectionNeed? = nil,
        example: String = ""
    ) {
        self.name = name
        self.summary = summary
        self.options = options
        self.connection = connection
        self.example = example
    }

    /// Describes a stage.
    public init(
        _ name: String,
        _ summary: String,
        _ options: OptionSpec...,
        connection: ConnectionNeed? = nil,
        example: String = ""
    ) {
        self.init(name, summary, options: options, connection: connection, example: example)
    }
}

/// The connection that a stage asks for.
public struct ConnectionNeed: Sendable, Hashable {
    /// The connection's `type:`, which is also the name it has by default.
    public let type: String
    /// Which of the sandbox's sets of keys serves the stage, `accounting`.
    public let sandboxKeys: String
    /// Whether the stage works without: then it is given a connection of that type with every option left out.
    public let isOptional: Bool

    /// Asks for a connection to a system that the sandbox stands in for.
    public init(type: String, sandboxKeys: String) {
        self.type = type
        self.sandboxKeys = sandboxKeys
        isOptional = false
    }

    /// Asks for a connection to a system that the sandbox knows nothing of.
    public init(type: String, isOptional: Bool) {
        self.type = type
        sandboxKeys = ""
        self.isOptional = isOptional
    }
}

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
    /// The connections that it speaks over where one of its options is a URL; nil if none ever is.
    public let urlConnections: URLConnections?
    /// Names in `${…}` of its texts that the stage itself fills in, such as `date`; a parameter of that name goes before.
    public let ownReferences: Set<String>
    /// A stage as it would stand in a pipeline file, shown by help and checked by a test.
    public let example: String

    /// Describes a stage whose options are shared with others.
    public init(
        _ name: String,
        _ summary: String,
        options: [OptionSpec],
        connection: ConnectionNeed? = nil,
        urlConnections: URLConnections? = nil,
        ownReferences: Set<String> = [],
        example: String = ""
    ) {
        self.name = name
        self.summary = summary
        self.options = options
        self.connection = connection
        self.urlConnections = urlConnections
        self.ownReferences = ownReferences
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

extension StageSpec {
    /// The connection that a stage with these options speaks over; nil if it needs none.
    ///
    /// - Parameter option: The text written for an option, before it is checked; nil if it was left out.
    /// - Returns: The connection of the spec, else the one that the beginning of a URL asks for.
    public func connection(where option: (_ name: String) -> String?) -> ConnectionNeed? {
        connection ?? urlConnections.flatMap { $0.need(of: option($0.option) ?? "") }
    }
}

/// The connections of a stage that speaks to an outside system only where one of its options is a URL.
public struct URLConnections: Sendable, Hashable {
    /// The option.
    public let option: String
    /// What is needed for a scheme in small letters, as in `https`.
    public let needs: [String: ConnectionNeed]

    /// Says which connection each scheme needs.
    public init(option: String, needs: [String: ConnectionNeed]) {
        self.option = option
        self.needs = needs
    }

    func need(of text: String) -> ConnectionNeed? {
        guard let end = text.firstRange(of: "://") else { return nil }
        return needs[text[..<end.lowerBound].lowercased()]
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

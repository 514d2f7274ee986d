// SPDX-License-Identifier: Apache-2.0

/// What went wrong, where, why, and what to do about it: the one error type that users see.
///
/// Modules may throw small typed errors of their own inside; whatever reaches a user is one of these.
public struct PipelineError: Error, Sendable, Hashable {
    /// Whether the fault stops the work.
    public enum Severity: String, Sendable, Hashable {
        case error
        case warning
    }

    /// Where the fault is.
    public enum Location: Sendable, Hashable {
        /// In a definition file; shown with the line and a caret.
        case source(SourceLocation)
        /// In the data of a run; shown as stage, partition, page, row and path.
        case data(DataPlace)
        /// In an outside thing named by the text: a file, a host, a command-line argument.
        case named(String)
        /// Nowhere in particular.
        case unknown
    }

    /// The stable code.
    public var code: ErrorCode
    /// Whether the fault stops the work.
    public var severity: Severity
    /// Where the fault is.
    public var location: Location
    /// One sentence without a full stop: what happened and why.
    public var message: String
    /// What to do; nil when there is nothing to advise.
    public var fix: String?
    /// What an outside system or library said, word for word.
    public var cause: String?

    /// Describes a fault.
    public init(
        _ code: ErrorCode,
        at location: Location = .unknown,
        _ message: String,
        fix: String? = nil,
        cause: String? = nil,
        severity: Severity = .error
    ) {
        self.code = code
        self.severity = severity
        self.location = location
        self.message = message
        self.fix = fix
        self.cause = cause
    }

    /// The same fault with the parts of its data place that it lacks taken from `outer`.
    ///
    /// A fault that already stands in a definition file or names an outside thing keeps its location.
    public func placed(in outer: DataPlace) -> PipelineError {
        var placed = self
        switch location {
        case .unknown: placed.location = .data(outer)
        case .data(let inner): placed.location = .data(inner.filled(from: outer))
        case .source, .named: break
        }
        return placed
    }
}

/// Several definition faults found in one pass, in the order of their positions.
public struct PipelineErrors: Error, Sendable, Hashable {
    /// The faults, warnings included; at least one has the severity `error`.
    public let all: [PipelineError]

    /// Collects faults.
    public init(_ all: [PipelineError]) {
        self.all = all
    }
}

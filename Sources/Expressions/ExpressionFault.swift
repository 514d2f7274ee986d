// SPDX-License-Identifier: Apache-2.0

public import Diagnostics

/// What is wrong with an expression's text, found before any row is read.
public struct ExpressionFault: Error, Sendable, Hashable {
    /// The stable code.
    public let code: ErrorCode
    /// Which part of the text is wrong, as Unicode scalar offsets; empty where something is
    /// missing.
    public let range: Range<Int>
    /// One sentence without a full stop.
    public let message: String
    /// What to write instead; nil when there is nothing to advise.
    public let fix: String?

    init(_ code: ErrorCode, _ range: Range<Int>, _ message: String, fix: String? = nil) {
        self.code = code
        self.range = range
        self.message = message
        self.fix = fix
    }
}

/// Everything that is wrong with one expression, by position.
public struct ExpressionFaults: Error, Sendable, Hashable {
    /// The faults; at least one.
    public let all: [ExpressionFault]

    init(_ all: [ExpressionFault]) {
        self.all = all.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }
}

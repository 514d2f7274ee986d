// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// One request of a recording and what became of it, as a line of the index has it.
struct RecordedAnswer: Codable, Sendable {
    /// The key's text.
    let request: String
    /// How often it had been asked before, plus one.
    let number: Int
    /// Set together with `headers`, `url`, `body` and `bytes`.
    var status: Int?
    /// Names and values in the order they came.
    var headers: [[String]]?
    /// Where the answer came from, without its query.
    var url: String?
    /// The SHA-256 of the body, by which its file is called.
    var body: String?
    /// The body's length, unpacked.
    var bytes: Int?
    /// Why there was no good answer.
    var failure: RecordedFailure?
    /// Whether the run ended, or had enough, before an answer came.
    var abandoned: Bool?
}

/// An error that a request ended with.
struct RecordedFailure: Codable, Sendable {
    let code: String
    let message: String
    let fix: String?
    let cause: String?

    init(_ error: PipelineError) {
        code = error.code.name
        message = Secrets.masked(error.message)
        fix = error.fix.map(Secrets.masked)
        cause = error.cause.map(Secrets.masked)
    }

    var error: PipelineError {
        PipelineError(ErrorCode(code), message, fix: fix, cause: cause)
    }
}

/// The first line of an index.
struct RecordingHead: Codable, Sendable {
    /// The only layout that there is.
    static let currentLayout = 1

    let layout: Int
    let fjord: String
    /// Microseconds since 1970-01-01T00:00:00Z.
    let started: Int64
}

/// The last line of an index; without it a recording is unfinished.
struct RecordingEnd: Codable, Sendable {
    let answers: Int
}

/// Where things lie in a recording's folder.
struct RecordingPaths: Sendable {
    let folder: String

    var index: String { "\(folder)/index.jsonl" }
    var bodies: String { "\(folder)/bodies" }
    /// Of a body with that SHA-256.
    func body(_ hash: String) -> String { "\(bodies)/\(hash).gz" }
}

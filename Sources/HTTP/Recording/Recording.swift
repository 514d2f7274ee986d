// SPDX-License-Identifier: Apache-2.0

import Columnar
package import Diagnostics
import Digests
import Dispatch
import Foundation
import Synchronization

/// A finished recording, which gives the answers that were kept in it.
package final class Recording: Sendable {
    /// Where it lies, as it was named.
    package let folder: String
    /// Microseconds since 1970-01-01T00:00:00Z at which it began.
    package let startMicroseconds: Int64
    /// The SHA-256 of what it holds, whatever the order in which answers came.
    package let fingerprint: String
    /// Whether the run had enough before all that it had asked for was answered.
    let wasCutShort: Bool

    private let lines: [RecordingLine]
    private let answers: [RequestKey: [Int: RecordedAnswer]]
    private let asked = Mutex<[RequestKey: Int]>([:])
    private let queue = DispatchQueue(label: "fjord.replay", attributes: .concurrent)

    /// Reads the index of a recording; it blocks.
    ///
    /// - Throws: `recording-missing`, `recording-unfinished`, `recording-damaged`.
    package init(in folder: String) throws(PipelineError) {
        let index = try RecordingIndex(reading: RecordingPaths(folder: folder))
        self.folder = folder
        startMicroseconds = index.head.started
        lines = index.lines
        fingerprint = index.fingerprint
        answers = index.answers
        wasCutShort = index.answers.values.contains { $0.values.contains { $0.abandoned == true } }
    }

    /// The facts of that name, in the order in which they were noted.
    ///
    /// - Throws: `recording-damaged`.
    package func facts<Fact: Decodable>(
        _ name: String,
        as: Fact.Type
    ) throws(PipelineError) -> [Fact] {
        var facts: [Fact] = []
        for line in lines where line.name.rawValue == name {
            guard let fact = line.value(as: Fact.self) else {
                throw .recordingDamaged(RecordingPaths(folder: folder).index)
            }
            facts.append(fact)
        }
        return facts
    }

    /// The path of a file that `keepFile` kept; nil if there is none.
    package func file(_ name: String) -> String? {
        let path = "\(folder)/\(name)"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// Takes the next answer to a request; nil if there is none, with the number of answers that there are.
    func take(_ key: RequestKey) -> (answer: RecordedAnswer?, count: Int) {
        let number = asked.withLock { asked in
            asked[key, default: 0] += 1
            return asked[key, default: 0]
        }
        let known = answers[key, default: [:]].filter { $0.value.abandoned != true }
        return (known[number], known.count)
    }

    /// The response that was kept; its body goes into `file` if there is one.
    ///
    /// - Throws: `recording-damaged`; what writing the file throws.
    func response(_ answer: RecordedAnswer, into file: DownloadFile?) async throws -> HTTPResponse {
        let paths = RecordingPaths(folder: folder)
        guard let status = answer.status, let hash = answer.body else {
            throw PipelineError.recordingDamaged(paths.index)
        }
        let path = paths.body(hash)
        let body = try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(with: Result { try KeptBody(path, hash).read(into: file) })
            }
        }
        return HTTPResponse(
            status: status,
            headers: (answer.headers ?? []).map { ($0.first ?? "", $0.last ?? "") },
            body: body,
            effectiveURL: answer.url ?? ""
        )
    }
}

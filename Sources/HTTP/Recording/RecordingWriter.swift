// SPDX-License-Identifier: Apache-2.0

import Columnar
package import Diagnostics
import Dispatch
import Foundation
import Synchronization

/// Keeps what servers answer, in a folder that only its user can read.
///
///     DIR/index.jsonl    one line per request and per fact of the run, written when its answer is complete
///     DIR/bodies/…gz     the answers' bodies, each called by its SHA-256
///
/// A body is there before its line, and the last line says that nothing is missing: what a crash leaves is known to be
/// unfinished. Only GETs are kept, and so no request for a token; what proves who asks is never written.
package final class RecordingWriter: Sendable {
    /// Where the recording lies, as it was named.
    package let folder: String
    /// Microseconds since 1970-01-01T00:00:00Z at which it began.
    package let startMicroseconds: Int64

    private let queue = DispatchQueue(label: "fjord.recording")
    private let asked = Mutex<[RequestKey: Int]>([:])
    private let concealed = Mutex(ConcealedValues())
    private let files: Files

    /// What only blocks of `queue` touch.
    private final class Files: @unchecked Sendable {
        // Sendable because the serial queue is its one owner.
        let paths: RecordingPaths
        let index: RecordingFile
        let bodies: BodyStore
        var answerCount = 0

        init(_ folder: String) throws(PipelineError) {
            paths = RecordingPaths(folder: folder)
            try RecordingFolder.make(folder)
            try RecordingFolder.make(paths.bodies)
            index = try RecordingFile(creating: paths.index)
            bodies = BodyStore(paths)
        }

        func note(_ answer: RecordedAnswer) throws(PipelineError) {
            try index.append(RecordingLine.bytes(.answer, answer))
            answerCount += 1
        }

        func remove() {
            unsafe unlink(paths.index)
            unsafe rmdir(paths.bodies)
            unsafe rmdir(paths.folder)
        }
    }

    /// Begins a recording.
    ///
    /// - Parameters:
    ///   - folder: One that is empty, or can be made in a folder that exists.
    ///   - startMicroseconds: The instant that stages are told for the present.
    ///   - version: Of fjord.
    /// - Throws: `recording-exists` for a folder that holds anything; `recording-failed`.
    package init(
        in folder: String,
        startMicroseconds: Int64,
        version: String
    ) throws(PipelineError) {
        self.folder = folder
        self.startMicroseconds = startMicroseconds
        files = try Files(folder)
        let head = RecordingHead(
            layout: RecordingHead.currentLayout,
            fjord: version,
            started: startMicroseconds
        )
        try files.index.append(RecordingLine.bytes(.head, head))
    }

    /// Keeps a value out of all that is recorded from now on; one of less than eight characters is ignored.
    package func conceal(_ value: String) {
        concealed.withLock { $0.add(value) }
    }

    /// Keeps a fact of the run, for `Recording.facts`.
    ///
    /// - Throws: `recording-failed`.
    package func note(_ name: String, _ fact: some Encodable & Sendable) async throws {
        let line = RecordingLine.bytes(RecordingLine.Name(rawValue: name), fact)
        try await perform { try $0.index.append(line) }
    }

    /// Copies a file that the run's outputs depend on; nothing is changed in it.
    ///
    /// - Parameters:
    ///   - path: The file's path.
    ///   - name: What it is called in the recording.
    /// - Throws: `recording-failed`.
    package func keepFile(_ path: String, as name: String) async throws {
        try await perform { files in
            let target = "\(files.paths.folder)/\(name)"
            guard let data = FileManager.default.contents(atPath: path) else {
                throw PipelineError.recordingFailed(path, errno: ENOENT)
            }
            let file = try RecordingFile(creating: target)
            try file.append(Bytes(copying: data))
            try file.sync()
        }
    }

    /// Says that nothing is missing; nothing may be kept any more.
    ///
    /// - Parameter keepsNothing: Whether a recording without any request stays; else it is taken away.
    /// - Throws: `recording-failed`.
    package func finish(keepsNothing: Bool = true) async throws {
        try await perform { files in
            if files.answerCount == 0, !keepsNothing { return files.remove() }
            try files.bodies.sync()
            let end = RecordingEnd(answers: files.answerCount)
            try files.index.append(RecordingLine.bytes(.end, end))
            try files.index.sync()
            try RecordingFile.sync(files.paths.folder)
        }
    }

    /// How often this was asked, this time included.
    func ask(_ key: RequestKey) -> Int {
        asked.withLock { asked in
            asked[key, default: 0] += 1
            return asked[key, default: 0]
        }
    }

    /// Keeps an answer.
    func keep(
        _ response: HTTPResponse,
        of file: DownloadFile?,
        to key: RequestKey,
        number: Int
    ) async throws {
        let concealed = concealed.withLock { $0 }
        let url = WebAddress(response.effectiveURL)?.textWithoutQuery ?? ""
        try await perform { files in
            let stretches = try file.map(BodyStretches.init) ?? BodyStretches(of: response.body)
            defer { stretches.end() }
            let body = try files.bodies.keep(stretches, concealed)
            var answer = RecordedAnswer(request: concealed.concealing(key.text), number: number)
            answer.status = response.status
            answer.headers = KeptHeaders.of(response).map {
                [$0.name, concealed.concealing($0.value)]
            }
            answer.url = concealed.concealing(url)
            (answer.body, answer.bytes) = (body.hash, body.byteCount)
            try files.note(answer)
        }
    }

    /// Keeps that no answer came, and why if it was for an error.
    func keep(_ failure: RecordedFailure?, to key: RequestKey, number: Int) async throws {
        let concealed = concealed.withLock { $0 }
        try await perform { files in
            var answer = RecordedAnswer(request: concealed.concealing(key.text), number: number)
            answer.failure = failure
            answer.abandoned = failure == nil ? true : nil
            try files.note(answer)
        }
    }

    private func perform(_ work: @escaping @Sendable (Files) throws -> Void) async throws {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { [files] in continuation.resume(with: Result { try work(files) }) }
        }
    }
}

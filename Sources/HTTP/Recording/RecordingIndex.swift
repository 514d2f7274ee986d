// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Digests
import Foundation
import Formats

/// The index of a finished recording, read and checked.
struct RecordingIndex {
    let head: RecordingHead
    /// All but the last.
    let lines: [RecordingLine]
    let answers: [RequestKey: [Int: RecordedAnswer]]

    init(reading paths: RecordingPaths) throws(PipelineError) {
        guard let data = FileManager.default.contents(atPath: paths.index) else {
            throw .recordingMissing(paths.folder)
        }
        let texts = String(decoding: data, as: UTF8.self).split(separator: "\n")
        var lines: [RecordingLine] = []
        for (number, text) in texts.enumerated() {
            guard let line = RecordingLine(text) else {
                // A crash can cut the last line only.
                throw number == texts.count - 1
                    ? .recordingUnfinished(paths.folder)
                    : .recordingDamaged(paths.index, number + 1)
            }
            lines.append(line)
        }
        guard let head = lines.first?.value(as: RecordingHead.self) else {
            throw lines.isEmpty
                ? .recordingUnfinished(paths.folder) : .recordingDamaged(paths.index, 1)
        }
        guard head.layout == RecordingHead.currentLayout else {
            throw .recordingTooNew(paths.folder, fjord: head.fjord)
        }
        guard let last = lines.popLast(), last.name == .end else {
            throw .recordingUnfinished(paths.folder)
        }
        self.head = head
        self.lines = lines
        answers = try Self.answers(in: lines, paths)
        let count = answers.values.reduce(0) { $0 + $1.count }
        guard last.value(as: RecordingEnd.self)?.answers == count else {
            throw .recordingDamaged(paths.index)
        }
    }

    private static func answers(
        in lines: [RecordingLine],
        _ paths: RecordingPaths
    ) throws(PipelineError) -> [RequestKey: [Int: RecordedAnswer]] {
        var answers: [RequestKey: [Int: RecordedAnswer]] = [:]
        for (number, line) in lines.enumerated() where line.name == .answer {
            guard let answer = line.value(as: RecordedAnswer.self) else {
                throw .recordingDamaged(paths.index, number + 1)
            }
            answers[RequestKey(text: answer.request), default: [:]][answer.number] = answer
        }
        return answers
    }

    var fingerprint: String {
        Digest.hex(of: lines.map(\.text).sorted().joined(separator: "\n"))
    }
}

/// The file of one body.
struct KeptBody {
    private let path: String
    private let hash: String

    init(_ path: String, _ hash: String) {
        self.path = path
        self.hash = hash
    }

    /// Unpacks and checks it, into memory or into `file`.
    func read(into file: DownloadFile?) throws -> Bytes {
        try file?.restart()
        var digest = Digest(), writer = ByteWriter()
        do {
            let packed = try UnpackedFile(path: path)
            while let stretch = try packed.next() {
                digest.update(stretch)
                if let file {
                    let reason = unsafe stretch.withUnsafeBytes { unsafe file.append($0) }
                    if let reason { throw PipelineError.recordingFailed(file.path, errno: reason) }
                } else {
                    writer.append(stretch)
                }
            }
        } catch let error as PipelineError where error.code != .recordingFailed {
            throw PipelineError.recordingDamaged(path)
        }
        guard digest.finish() == hash else { throw PipelineError.recordingDamaged(path) }
        return writer.finish()
    }
}

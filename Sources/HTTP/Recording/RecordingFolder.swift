// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation

/// The folder of a recording.
enum RecordingFolder {
    /// Makes a folder for its user alone, or takes one that is empty.
    static func make(_ path: String) throws(PipelineError) {
        if unsafe mkdir(path, 0o700) == 0 { return }
        guard errno == EEXIST else { throw .recordingFailed(path, errno: errno) }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw .recordingFailed(path, errno: ENOTDIR)
        }
        guard names.isEmpty else {
            throw .recordingExists(path, isRecording: names.contains("index.jsonl"))
        }
        guard unsafe chmod(path, 0o700) == 0 else { throw .recordingFailed(path, errno: errno) }
    }
}

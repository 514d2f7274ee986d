// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Glibc

extension ErrorCode {
    static let recordingExists = ErrorCode("recording-exists")
    static let recordingMissing = ErrorCode("recording-missing")
    static let recordingUnfinished = ErrorCode("recording-unfinished")
    static let recordingDamaged = ErrorCode("recording-damaged")
    static let recordingFailed = ErrorCode("recording-failed")
    static let notInRecording = ErrorCode("not-in-recording")
    static let notRecordable = ErrorCode("not-recordable")
}

extension PipelineError {
    private static let recordAgain = "record the run again, in another folder"

    static func recordingExists(_ folder: String, isRecording: Bool) -> PipelineError {
        PipelineError(
            .recordingExists,
            at: .named(folder),
            isRecording ? "this folder holds a recording already" : "this folder is not empty",
            fix: "name a folder that is empty, or does not exist yet"
        )
    }

    static func recordingMissing(_ folder: String) -> PipelineError {
        PipelineError(
            .recordingMissing,
            at: .named(folder),
            "there is no recording: the folder has no index.jsonl that can be read",
            fix: "name the folder that --record was given"
        )
    }

    static func recordingUnfinished(_ folder: String) -> PipelineError {
        PipelineError(
            .recordingUnfinished,
            at: .named(folder),
            "the recording is unfinished: its run was interrupted, or is still going on",
            fix: recordAgain
        )
    }

    static func recordingTooNew(_ folder: String, fjord version: String) -> PipelineError {
        PipelineError(
            .recordingDamaged,
            at: .named(folder),
            "the recording was made by fjord \(version), which lays it out in another way",
            fix: "replay it with that version"
        )
    }

    static func recordingDamaged(_ path: String, _ line: Int? = nil) -> PipelineError {
        PipelineError(
            .recordingDamaged,
            at: .named(path),
            line.map { "line \($0) of the recording's index is damaged" }
                ?? "this part of the recording is missing, or is not what was recorded",
            fix: recordAgain
        )
    }

    static func recordingFailed(_ path: String, errno reason: Int32) -> PipelineError {
        PipelineError(
            .recordingFailed,
            at: .named(path),
            "the recording cannot be written: \(unsafe String(cString: strerror(reason)))"
        )
    }

    static func notInRecording(
        _ request: String,
        _ count: Int,
        _ folder: String
    ) -> PipelineError {
        let times = count == 1 ? "one answer" : "\(count) answers"
        return PipelineError(
            .notInRecording,
            at: .named(folder),
            Secrets.masked(
                count == 0
                    ? "\(request): the recording has no answer to this request"
                    : "\(request): the recording has \(times) to this request, and it is asked again"
            ),
            fix:
                "replay the pipeline with the dates and parameters of the recorded run, or record it again"
        )
    }

    static func sftpNotRecorded(_ server: SFTPServer, _ folder: String) -> PipelineError {
        PipelineError(
            .notRecordable,
            at: .named(folder),
            "files of SFTP servers are not recorded, and the run reads from '\(server.hostAndPort)'",
            fix: "leave out --record, or read the files from this machine"
        )
    }

    static func sftpNotReplayed(_ server: SFTPServer, _ folder: String) -> PipelineError {
        PipelineError(
            .notInRecording,
            at: .named(folder),
            "files of SFTP servers are not recorded, and the run reads from '\(server.hostAndPort)'",
            fix: "read the files from this machine"
        )
    }
}

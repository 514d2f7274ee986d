// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FjordKit
import HTTP

/// The flags that keep what servers answer, or take their place.
struct RecordingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Keep each request and its answer, personal data too, in a new folder; no secret.",
            valueName: "folder"
        )
    )
    var record: String?

    @Option(
        help: ArgumentHelp(
            "Take the answers from a recording, without network and secrets; a trial.",
            valueName: "folder"
        )
    )
    var replay: String?

    func validate() throws {
        guard record != nil, replay != nil else { return }
        throw ValidationError("--record and --replay exclude each other.")
    }

    /// What the client has beside the network, or in its place; nil without the flags.
    ///
    /// - Throws: What is wrong with the folder.
    func book() throws -> ExchangeBook? {
        if let replay { return .replaying(try Recording(in: replay)) }
        return try record.map { folder in
            .recording(
                try RecordingWriter(
                    in: folder,
                    startMicroseconds: RunEnvironment.nowMicroseconds,
                    version: FjordVersion.current
                )
            )
        }
    }
}

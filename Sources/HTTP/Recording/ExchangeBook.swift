// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// What a client has beside the network, or in its place.
package enum ExchangeBook: Sendable {
    /// Every answer is kept.
    case recording(RecordingWriter)
    /// Nothing is sent: answers are those that were kept.
    case replaying(Recording)

    /// Microseconds since 1970-01-01T00:00:00Z at which the recorded run began.
    package var startMicroseconds: Int64 {
        switch self {
        case .recording(let writer): writer.startMicroseconds
        case .replaying(let recording): recording.startMicroseconds
        }
    }

    /// What stages take for the time: it stands still, so that a replay decides as the recorded run did.
    var unixSeconds: Int { Int(startMicroseconds / 1_000_000) }

    /// Keeps what proves who asks out of all that is recorded from now on.
    func conceal(_ headers: [HTTPHeader]) {
        guard case .recording(let writer) = self else { return }
        for header in headers where header.isSecret {
            // `Bearer abc`: the scheme is no secret.
            let words = header.value.split(separator: " ")
            for word in words.count > 1 ? words[1...] : words[...] { writer.conceal(String(word)) }
        }
    }

    /// The same for items of a query.
    func conceal(_ items: [HTTPQueryItem]) {
        guard case .recording(let writer) = self else { return }
        for item in items where item.isSecret { writer.conceal(item.value) }
    }

    /// Why files of an SFTP server cannot be had.
    func refusal(ofServer server: SFTPServer) -> PipelineError {
        switch self {
        case .recording(let writer): .sftpNotRecorded(server, writer.folder)
        case .replaying(let recording): .sftpNotReplayed(server, recording.folder)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Engine
import FjordKit
import Synchronization

/// Keeps what is written to it.
final class CapturingTarget: OutputTarget {
    private struct State {
        var bytes: [UInt8] = []
        var writeCount = 0
        var isWriting = false
        var overlapped = false
    }

    private let state = Mutex(State())
    private let limit: Int
    private let failure: PipelineError

    /// Fails with `failure` once more than `limit` bytes have been written.
    init(
        limit: Int = .max,
        failure: PipelineError = PipelineError(ErrorCode("disk-full"), "no space left on device")
    ) {
        self.limit = limit
        self.failure = failure
    }

    var bytes: [UInt8] { state.withLock { $0.bytes } }
    var text: String { String(decoding: bytes, as: UTF8.self) }
    var writeCount: Int { state.withLock { $0.writeCount } }
    /// Whether two writes ever were under way at once.
    var overlapped: Bool { state.withLock { $0.overlapped } }

    func write(_ bytes: Bytes) throws {
        state.withLock { state in
            state.overlapped = state.overlapped || state.isWriting
            state.isWriting = true
            state.writeCount += 1
        }
        let copied = Array(copying: bytes)
        let isOver = state.withLock { state in
            state.isWriting = false
            state.bytes.append(contentsOf: copied)
            return state.bytes.count > limit
        }
        if isOver { throw failure }
    }
}

extension [UInt8] {
    init(copying bytes: Bytes) {
        let span = bytes.span
        self.init(capacity: span.count) { output in
            for index in span.indices { output.append(span[index]) }
        }
    }
}

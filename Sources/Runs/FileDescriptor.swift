// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Glibc

/// An open file that is closed when its owner goes away.
struct FileDescriptor: ~Copyable {
    let number: Int32

    /// Takes over an open descriptor.
    init(owning number: Int32) {
        self.number = number
    }

    /// - Throws: The error of `open(2)`, for this path.
    init(opening path: String, _ flags: Int32, mode: mode_t = 0) throws(PipelineError) {
        let number = unsafe open(path, flags | O_CLOEXEC, mode)
        guard number >= 0 else { throw .file(.open, path, errno: errno) }
        self.init(owning: number)
    }

    // Linux frees the descriptor whatever close answers, and what must be on disk was synchronized
    // before.
    deinit { _ = close(number) }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Runs

/// Ends the process as a power cut would, where `FJORD_CRASH_AT` says: for the tests of the commit protocol.
enum CrashPoint {
    private static let step = ProcessInfo.processInfo.environment["FJORD_CRASH_AT"]
        .flatMap { CommitStep($0) }

    /// Called as each step of the protocol is complete.
    @Sendable
    static func reached(_ step: CommitStep) {
        if step == Self.step { kill(getpid(), SIGKILL) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Synchronization

/// Turns Ctrl-C and SIGTERM into a clean stop; a second one ends the process at once.
///
/// The signals are blocked in all threads and taken by one that waits for nothing else, so that no code ever runs
/// inside a signal handler.
final class Interrupts: Sendable {
    private let received = Atomic<Int32>(0)

    init() {
        var signals = Self.signals
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        // A reader that goes away must not end the process in the middle of a commit.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Calls `stop` at the first signal.
    func watch(_ stop: @escaping @Sendable () -> Void) {
        let watcher = Thread { [self] in
            while true {
                var signals = Self.signals
                var number: Int32 = 0
                guard unsafe sigwait(&signals, &number) == 0 else { continue }
                let (isFirst, _) = received.compareExchange(
                    expected: 0,
                    desired: number,
                    ordering: .acquiringAndReleasing
                )
                guard isFirst else { _exit(128 + number) }
                stop()
            }
        }
        watcher.start()
    }

    /// 130 or 143 once a signal came; nil before.
    var exitStatus: Int32? {
        let number = received.load(ordering: .acquiring)
        return number == 0 ? nil : 128 + number
    }

    private static var signals: sigset_t {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGINT)
        unsafe sigaddset(&signals, SIGTERM)
        return signals
    }
}

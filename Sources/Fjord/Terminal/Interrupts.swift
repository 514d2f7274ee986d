// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import Synchronization

/// Turns Ctrl-C and SIGTERM into a clean stop; a second one ends the process at once.
///
/// Dispatch takes the signals, on its own thread and queue: it keeps a thread of its own that lets every signal
/// through, so that blocking them elsewhere and waiting for them would not work.
final class Interrupts: Sendable {
    private let received = Atomic<Int32>(0)
    private let queue = DispatchQueue(label: "fjord.interrupts")

    init() {
        // A reader that goes away must not end the process in the middle of a commit.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Calls `stop` at the first signal.
    func watch(_ stop: @escaping @Sendable () -> Void) {
        for number in [SIGINT, SIGTERM] {
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { [self] in
                // The handler owns its source, which therefore lives as long as the process.
                withExtendedLifetime(source) { arrive(number, stop) }
            }
            source.resume()
        }
    }

    /// 130 or 143 once a signal came; nil before.
    var exitStatus: Int32? {
        let number = received.load(ordering: .acquiring)
        return number == 0 ? nil : 128 + number
    }

    private func arrive(_ number: Int32, _ stop: () -> Void) {
        let (isFirst, _) = received.compareExchange(
            expected: 0,
            desired: number,
            ordering: .acquiringAndReleasing
        )
        guard isFirst else { _exit(128 + number) }
        stop()
    }
}

// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import Synchronization

/// Says yes so many times, from any thread.
final class Countdown: Sendable {
    private let left: Mutex<Int>

    init(_ count: Int) {
        left = Mutex(count)
    }

    func next() -> Bool {
        left.withLock { left in
            left -= 1
            return left >= 0
        }
    }
}

/// A server that its own script can reach.
final class ServerBox: Sendable {
    private let held = Mutex<FaultServer?>(nil)

    var server: FaultServer? {
        get { held.withLock { $0 } }
        set { held.withLock { $0 = newValue } }
    }
}

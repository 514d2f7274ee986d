// SPDX-License-Identifier: Apache-2.0

import Columnar
import Synchronization

/// What a client has done so far, for progress and the run's record.
package struct HTTPCounts: Sendable, Hashable {
    /// Exchanges begun, retries, redirects and token requests among them.
    package var requests = 0
    /// Exchanges that repeated a failed one.
    package var retries = 0
    /// Bytes of bodies as they came over the wire.
    package var wireBytes = 0
    /// Bytes of bodies, decompressed.
    package var bodyBytes = 0
    /// Waits before a retry or for the connection's rate limit.
    package var waits = 0
    /// How long these waits were, added up over all requests.
    package var waited = Duration.zero
}

/// Counts from many tasks at once.
final class HTTPCounters: Sendable {
    private let counts = Mutex(HTTPCounts())

    var current: HTTPCounts { counts.withLock { $0 } }

    func noteExchange(isRetry: Bool) {
        counts.withLock {
            $0.requests += 1
            if isRetry { $0.retries += 1 }
        }
    }

    func noteAnswer(_ answer: TransferAnswer) {
        counts.withLock {
            $0.wireBytes += answer.wireByteCount
            $0.bodyBytes += answer.body.count
        }
    }

    func noteWait(_ wait: Duration) {
        counts.withLock {
            $0.waits += 1
            $0.waited += wait
        }
    }
}

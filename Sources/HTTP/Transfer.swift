// SPDX-License-Identifier: Apache-2.0

import Columnar
import Synchronization

/// One exchange under way.
final class Transfer: @unchecked Sendable {
    // Sendable because only the loop's thread touches it after `submit`, which hands it over under
    // a lock; `isCancelled` alone is set from elsewhere, and is atomic.

    let order: TransferOrder
    let isCancelled = Atomic(false)
    var continuation: CheckedContinuation<TransferOutcome, Never>?
    var easy: EasyHandle?
    private(set) var isTooLarge = false
    private var body = ByteWriter(capacity: 0)
    private var hasBegun = false

    init(_ order: TransferOrder) {
        self.order = order
    }

    /// Takes the next stretch of the body; false ends the transfer.
    @unsafe
    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if !hasBegun { begin() }
        let limit = order.limits.responseByteCount
        guard !isTooLarge, body.count + bytes.count <= limit else {
            isTooLarge = true
            return false
        }
        unsafe body.append(contentsOf: bytes)
        return true
    }

    /// Ends the exchange and hands its outcome to whoever waits for it.
    func finish(_ outcome: TransferOutcome) {
        easy = nil
        continuation?.resume(returning: outcome)
        continuation = nil
    }

    func takeBody() -> Bytes {
        body.takeBytes(nextCapacity: 0)
    }

    /// Makes room for the announced length at once, so that the body is copied once.
    private func begin() {
        hasBegun = true
        guard let announced = easy?.announcedByteCount else { return }
        let limit = order.limits.responseByteCount
        if announced > limit { isTooLarge = true }
        // Compressed JSON unpacks to several times its announced length.
        let expected = easy?.isCompressed == true ? announced * 8 : announced
        body = ByteWriter(capacity: min(expected, limit))
    }
}

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
    /// Why the file could not be written; an `errno`.
    private(set) var diskFault: Int32?
    /// The key that an SFTP server showed.
    var hostKey: SSHHostKey?
    private var body = ByteWriter(capacity: 0)
    private var hasBegun = false
    /// Whether the body goes into the order's file: an error's text does not.
    private var fillsFile = false

    init(_ order: TransferOrder) {
        self.order = order
    }

    /// Takes the next stretch of the body; false ends the transfer.
    @unsafe
    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if !hasBegun { begin() }
        let count = fillsFile ? order.destination?.byteCount ?? 0 : body.count
        guard !isTooLarge, count + bytes.count <= byteLimit else {
            isTooLarge = true
            return false
        }
        if fillsFile, let file = order.destination {
            diskFault = unsafe file.append(bytes)
            return diskFault == nil
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

    /// How much may come: what does not fill the file of a download has to fit into memory.
    private var byteLimit: Int {
        let limit = order.limits.responseByteCount
        return order.destination == nil || fillsFile
            ? limit : min(limit, HTTPLimits().responseByteCount)
    }

    /// Makes room for the announced length at once, so that the body is copied once.
    private func begin() {
        hasBegun = true
        if order.destination != nil, let status = easy?.status {
            fillsFile = order.login != nil || (200..<300).contains(status)
        }
        guard let announced = easy?.announcedByteCount else { return }
        let limit = byteLimit
        if announced > limit { isTooLarge = true }
        if fillsFile { return }
        // Compressed JSON unpacks to several times its announced length.
        let expected = easy?.isCompressed == true ? announced * 8 : announced
        body = ByteWriter(capacity: min(expected, limit))
    }
}

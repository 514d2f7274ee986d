// SPDX-License-Identifier: Apache-2.0

import CCurl
import Synchronization

/// The exchanges under way in one multi handle; belongs to the loop's thread.
@safe
struct ActiveTransfers: ~Copyable {
    private let multi: UnsafeMutableRawPointer
    /// By the address of their handle.
    private var transfers: [UInt: Transfer] = [:]

    @unsafe
    init(multi: UnsafeMutableRawPointer) {
        unsafe self.multi = multi
    }

    mutating func start(_ transfer: Transfer) {
        guard !transfer.isCancelled.load(ordering: .acquiring) else {
            return transfer.finish(.cancelled)
        }
        let easy = EasyHandle(for: transfer)
        let pointer = unsafe easy.pointer
        transfer.easy = consume easy
        transfers[UInt(bitPattern: pointer)] = transfer
        unsafe curl_multi_add_handle(multi, pointer)
    }

    mutating func cancel(_ transfer: Transfer) {
        guard let pointer = unsafe transfer.easy?.pointer else { return }
        unsafe remove(pointer)
        transfer.finish(.cancelled)
    }

    /// Moves bytes, hands finished exchanges on and waits for the network or a wake-up.
    mutating func advance() {
        var running: Int32 = 0
        unsafe curl_multi_perform(multi, &running)
        if finishCompleted() { return }
        unsafe curl_multi_poll(multi, nil, 0, 60_000, nil)
    }

    /// True when an exchange ended, so that the next one may already wait in the inbox.
    private mutating func finishCompleted() -> Bool {
        var remaining: Int32 = 0
        var hasFinished = false
        while let message = unsafe curl_multi_info_read(multi, &remaining) {
            guard unsafe message.pointee.msg == CURLMSG_DONE,
                let pointer = unsafe message.pointee.easy_handle
            else { continue }
            let code = unsafe fjord_curl_message_result(message)
            unsafe finish(pointer, code)
            hasFinished = true
        }
        return hasFinished
    }

    private mutating func finish(_ pointer: UnsafeMutableRawPointer, _ code: CURLcode) {
        guard let transfer = transfers[UInt(bitPattern: pointer)] else { return }
        let outcome = transfer.easy?.outcome(of: code, for: transfer)
        unsafe remove(pointer)
        if let outcome { transfer.finish(outcome) }
    }

    private mutating func remove(_ pointer: UnsafeMutableRawPointer) {
        unsafe curl_multi_remove_handle(multi, pointer)
        transfers[UInt(bitPattern: pointer)] = nil
    }
}

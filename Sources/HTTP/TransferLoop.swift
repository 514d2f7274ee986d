// SPDX-License-Identifier: Apache-2.0

import CCurl
import Glibc
import Synchronization

/// All exchanges of a process: libcurl's multi handle on a thread of its own.
///
/// Tasks put orders and cancellations into the inbox and wake the thread; the thread alone touches
/// transfers, and resumes each one's task when it is over. The thread begins with the first order, or with `start`, and
/// ends when `stop` is called; it loads libcurl itself, so that nobody else waits for that.
///
///     task --submit--> inbox --wakeup--> thread: start, perform, poll --resume--> task
@safe
final class TransferLoop: Sendable {
    @safe
    private struct Inbox {
        var multi: UnsafeMutableRawPointer?  // CURLM; null before the thread has made it
        var submitted: [Transfer] = []
        var cancelled: [Transfer] = []
        var hasThread = false
        var isStopping = false
        var isClosed = false

        var isEmpty: Bool { submitted.isEmpty && cancelled.isEmpty }
    }

    private let inbox = Mutex(Inbox())

    /// Starts the thread ahead of the first order.
    func start() {
        inbox.withLock { inbox in
            if !inbox.isStopping { startThread(&inbox) }
        }
    }

    /// Does one exchange; returns within milliseconds when the task is cancelled.
    func perform(_ order: TransferOrder) async -> TransferOutcome {
        let transfer = Transfer(order)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.continuation = continuation
                post { $0.submitted.append(transfer) }
            }
        } onCancel: {
            transfer.isCancelled.store(true, ordering: .releasing)
            post { $0.cancelled.append(transfer) }
        }
    }

    /// Ends the thread; nothing may be under way.
    func stop() {
        post { $0.isStopping = true }
    }

    /// Changes what the thread is asked for, and wakes it if it may sleep.
    private func post(_ change: (inout Inbox) -> Void) {
        inbox.withLock { inbox in
            guard !inbox.isClosed else { return }
            let isAwake = !inbox.isEmpty
            change(&inbox)
            if inbox.isStopping, !inbox.hasThread { return }
            startThread(&inbox)
            if !isAwake, let multi = unsafe inbox.multi { unsafe curl_multi_wakeup(multi) }
        }
    }

    private func startThread(_ inbox: inout Inbox) {
        guard !inbox.hasThread else { return }
        inbox.hasThread = true
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        var thread = pthread_t()
        let code = unsafe pthread_create(&thread, nil, transferThread, context)
        precondition(code == 0, "the system has no thread for network transfers")
        pthread_detach(thread)
    }

    fileprivate func run() {
        _ = Self.library
        let multi = unsafe inbox.withLock { inbox in
            let multi = unsafe Self.makeMulti()
            unsafe inbox.multi = multi
            return unsafe multi
        }
        var active = unsafe ActiveTransfers(multi: multi)
        while takeInbox(into: &active) { active.advance() }
        inbox.withLock { $0.isClosed = true }
        unsafe curl_multi_cleanup(multi)
    }

    private static func makeMulti() -> UnsafeMutableRawPointer {
        guard let multi = unsafe curl_multi_init() else {
            preconditionFailure("libcurl has no memory for its multi handle")
        }
        // Keeps idle connections beyond those of the transfers under way.
        unsafe fjord_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 64)
        return unsafe multi
    }

    /// Starts and ends what tasks asked for; false when it is time to stop.
    private func takeInbox(into active: inout ActiveTransfers) -> Bool {
        let (submitted, cancelled, isStopping) = inbox.withLock { inbox in
            defer { (inbox.submitted, inbox.cancelled) = ([], []) }
            return (inbox.submitted, inbox.cancelled, inbox.isStopping)
        }
        submitted.forEach { active.start($0) }
        cancelled.forEach { active.cancel($0) }
        return !isStopping
    }

    private static let library: Void = {
        let code = fjord_curl_global_init()
        precondition(code == CURLE_OK, "libcurl could not be started")
    }()
}

private func transferThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    // Signals are for the threads that handle them.
    var signals = sigset_t()
    unsafe sigfillset(&signals)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    if let context = unsafe context {
        unsafe Unmanaged<TransferLoop>.fromOpaque(context).takeRetainedValue().run()
    }
    return nil
}

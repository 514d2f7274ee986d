// SPDX-License-Identifier: Apache-2.0

import CCurl
import Glibc
import Synchronization

/// All exchanges of a process: libcurl's multi handle on a thread of its own.
///
/// Tasks put orders and cancellations into the inbox and wake the thread; the thread alone touches
/// transfers, and resumes each one's task when it is over. The thread ends when `stop` is called.
///
///     task --submit--> inbox --wakeup--> thread: start, perform, poll --resume--> task
@safe
final class TransferLoop: Sendable {
    @safe
    private struct Inbox {
        let multi: UnsafeMutableRawPointer  // CURLM, never null; valid until `isClosed`
        var submitted: [Transfer] = []
        var cancelled: [Transfer] = []
        var isStopping = false
        var isClosed = false

        var isEmpty: Bool { submitted.isEmpty && cancelled.isEmpty }
    }

    private let inbox: Mutex<Inbox>

    /// Starts the thread.
    init() {
        _ = Self.library
        guard let multi = unsafe curl_multi_init() else {
            preconditionFailure("libcurl has no memory for its multi handle")
        }
        // Keeps idle connections beyond those of the transfers under way.
        unsafe fjord_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 64)
        unsafe inbox = Mutex(Inbox(multi: multi))
        startThread()
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

    private func post(_ change: (inout Inbox) -> Void) {
        inbox.withLock { inbox in
            guard !inbox.isClosed else { return }
            let isAwake = !inbox.isEmpty
            change(&inbox)
            if !isAwake { unsafe curl_multi_wakeup(inbox.multi) }
        }
    }

    private func startThread() {
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        var thread = pthread_t()
        let code = unsafe pthread_create(&thread, nil, transferThread, context)
        precondition(code == 0, "the system has no thread for network transfers")
        pthread_detach(thread)
    }

    fileprivate func run() {
        let multi = unsafe inbox.withLock { unsafe $0.multi }
        var active = unsafe ActiveTransfers(multi: multi)
        while takeInbox(into: &active) { active.advance() }
        inbox.withLock { $0.isClosed = true }
        unsafe curl_multi_cleanup(multi)
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

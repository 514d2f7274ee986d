// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The threads that do all decoding, computing, encoding, compressing and writing of this process.
///
/// They are not those of Swift's cooperative pool, so that a page's arrival never waits behind decode work.
@safe
package final class WorkerThreads: Sendable {
    /// How many threads there are.
    package let count: Int
    let queue = WorkQueue()
    /// What the runs on these threads hold together.
    let memory = SharedMemory()

    /// Starts threads, which sleep until there is work.
    ///
    /// - Parameter count: At least 1.
    package init(count: Int) {
        precondition(count >= 1, "a run needs a worker")
        self.count = count
        for _ in 0..<count { Self.start(over: queue) }
    }

    deinit {
        queue.close()
    }

    private static func start(over queue: WorkQueue) {
        var thread = pthread_t()
        let argument = unsafe Unmanaged.passRetained(queue).toOpaque()
        let status = unsafe pthread_create(&thread, nil, runWorker, argument)
        precondition(status == 0, "no thread could be started (error \(status))")
        pthread_detach(thread)
    }
}

private func runWorker(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    let queue = unsafe Unmanaged<WorkQueue>.fromOpaque(argument).takeRetainedValue()
    while let work = queue.next() { work() }
    return nil
}

// SPDX-License-Identifier: Apache-2.0

package import Columnar
import Synchronization

/// How much memory an aggregation may hold, and where it writes what is more.
///
/// All calls may come from several workers at once.
package protocol SpillStore: Sendable {
    /// Bytes that all who share the memory may hold together.
    var memoryByteCount: Int { get }

    /// Counts bytes that are held from now on.
    ///
    /// - Returns: Whether all who share the memory hold no more than they may.
    func hold(_ byteCount: Int) -> Bool

    /// Forgets bytes that were held.
    func release(_ byteCount: Int)

    /// Writes bytes.
    ///
    /// - Returns: Where `read` finds them.
    /// - Throws: What the disk is at fault with.
    func append(_ bytes: Bytes) throws -> Range<Int>

    /// Reads bytes that `append` wrote.
    ///
    /// - Throws: What the disk is at fault with.
    func read(_ range: Range<Int>) throws -> Bytes
}

/// A part of an aggregation's state that can be written out whole.
protocol SpillablePartition: Sendable {
    /// About how much memory it holds now.
    var byteCount: Int { get }

    /// Writes out what it holds, and clears it.
    ///
    /// - Returns: How many bytes it held.
    func spill(to store: any SpillStore) throws -> Int
}

/// Counts what one aggregation holds, and makes room when it is too much.
final class HeldMemory: Sendable {
    let store: any SpillStore
    private let byteCountNow = Atomic<Int>(0)
    private let spilling = Mutex(())

    init(_ store: any SpillStore) {
        self.store = store
    }

    deinit {
        store.release(byteCount)
    }

    /// What is held now.
    var byteCount: Int { byteCountNow.load(ordering: .relaxed) }

    /// Counts a change of what is held.
    ///
    /// - Returns: Whether all who share the memory hold no more than they may.
    @discardableResult
    func change(by byteCount: Int) -> Bool {
        byteCountNow.add(byteCount, ordering: .relaxed)
        if byteCount >= 0 { return store.hold(byteCount) }
        store.release(-byteCount)
        return true
    }

    /// Writes the largest partitions out as long as memory is short.
    ///
    /// Writing one takes up to twice its memory for a moment, which must be there too.
    func makeRoom(from partitions: [any SpillablePartition]) throws {
        guard byteCount > store.memoryByteCount / 8 else { return }
        while let largest = Self.largest(of: partitions) {
            let needed = 2 * largest.byteCount
            guard needed > store.memoryByteCount >> 10, !hasRoom(for: needed) else { return }
            try spilling.withLock { _ in
                guard !hasRoom(for: 2 * largest.byteCount) else { return }
                change(by: -(try largest.spill(to: store)))
            }
        }
    }

    private func hasRoom(for byteCount: Int) -> Bool {
        defer { store.release(byteCount) }
        return store.hold(byteCount)
    }

    private static func largest(
        of partitions: [any SpillablePartition]
    ) -> (any SpillablePartition)? {
        var largest: (any SpillablePartition)?
        var byteCount = 0
        for partition in partitions where partition.byteCount > byteCount {
            largest = partition
            byteCount = partition.byteCount
        }
        return largest
    }
}

// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Synchronization

/// A whole-run transform in one run, shared by the segments that feed it.
///
/// ```
/// ordering points ─ take, end ─> inbox ─> RowCollector ─ next ─> morsels ─> segment below
///                                         └─ one work item at a time ─┘
/// ```
/// A work item owns the collector while it runs. It makes one morsel and then queues again, behind the morsels of the
/// segment below, so that no more rows wait there than the workers need, and no worker ever waits. Once the segment
/// below has enough to do, nothing is queued until a morsel has left it.
final class WholeRunEnd: Sendable {
    private struct Schedule {
        var inbox: [CollectorDesk.Delivery] = []
        /// Whether a work item is queued or runs.
        var isScheduled = false
        var waitsForRoom = false
        /// Whether nothing more is taken, since nobody wants it.
        var isClosed = false
    }

    private let below: SegmentRun
    /// Whether it has to see all rows, whatever the stages below want, since later runs depend on it.
    private let remembers: Bool
    private let context: RunContext
    private let desk: Guarded<CollectorDesk>
    private let schedule = Mutex(Schedule())
    private let nextIndex = Atomic<Int>(0)

    /// Begins the run of the transform whose rows this segment takes.
    ///
    /// - Returns: nil if the segment's rows come from another kind of stage.
    /// - Throws: What the transform says of its inputs.
    init?(feeding below: SegmentRun, context: RunContext) throws {
        let node = context.graph.nodes[below.plan.sourceNode]
        guard case .wholeRun(let transform) = node.operation else { return nil }
        self.below = below
        remembers = transform is any RememberingTransform
        self.context = context
        let inputs = node.inputs.map { context.graph.nodes[$0].schema }
        let collector = try Self.collector(of: transform, for: inputs, below, context)
        desk = Guarded(
            CollectorDesk(
                collector,
                stage: node.id,
                inputCount: inputs.count,
                morselByteCount: context.morselByteCount
            )
        )
        below.whenReleased { [weak self] in self?.noteRoom() }
    }

    private static func collector(
        of transform: any WholeRunTransform,
        for inputs: [Schema],
        _ below: SegmentRun,
        _ context: RunContext
    ) throws -> any RowCollector {
        guard let remembering = transform as? any RememberingTransform else {
            return try transform.makeCollector(for: inputs, in: context.scratch)
        }
        let memory = context.memories[below.plan.sourceNode]
        return try remembering.makeCollector(for: inputs, in: context.scratch, memory: memory)
    }

    /// Whether the stages below want no more rows.
    var isSatisfied: Bool { below.isFinished && !remembers }

    /// Takes the rows that one morsel gave for one input; each input's come in order.
    func take(_ batches: [RecordBatch], from input: Int) {
        deliver(.init(input: input, contents: .rows(batches)))
    }

    /// Hears that an input has no further rows.
    func end(input: Int) {
        deliver(.init(input: input, contents: .end))
    }

    /// Lets go of everything, when no work is under way.
    ///
    /// - Returns: Rows in and out.
    func close() -> RunReport.StageCount {
        discard()
        return desk.change { $0.count }
    }

    private func deliver(_ delivery: CollectorDesk.Delivery) {
        let starts = schedule.withLock { schedule -> Bool in
            guard !schedule.isClosed, !isSatisfied else { return false }
            context.budget.add(delivery.byteCount)
            schedule.inbox.append(delivery)
            if schedule.isScheduled || schedule.waitsForRoom { return false }
            schedule.isScheduled = true
            return true
        }
        if starts { submit() }
    }

    private func submit() {
        let order = MorselKey(partition: 0, index: nextIndex.load(ordering: .relaxed))
        context.submit(.morsel, segment: below.number, order: order) { [self] in work() }
    }

    /// Works deliveries off until a morsel is made or there is nothing to do.
    private func work() {
        while !context.state.isOver {
            if isSatisfied { return discard() }
            guard hasRoom() else { return }
            switch context.busy.measure(below.plan.sourceNode, { desk.change { $0.advance() } }) {
            case .again: continue
            case .needsDelivery:
                guard let delivery = nextDelivery() else { return }
                context.busy.measure(below.plan.sourceNode) {
                    desk.change { $0.take(delivery) }
                }
            case .taken(let byteCount): context.budget.remove(byteCount)
            case .morsel(let batches):
                handOn(batches)
                return submit()
            case .failed(let error): return fail(error)
            case .finished: return finish()
            }
        }
    }

    /// Whether the segment below can take more; if not, the next morsel that leaves it starts the work again.
    private func hasRoom() -> Bool {
        schedule.withLock { schedule in
            schedule.waitsForRoom = !belowHasRoom
            schedule.isScheduled = !schedule.waitsForRoom
            return schedule.isScheduled
        }
    }

    /// What the workers are busy with is always allowed, a little more as long as there is memory.
    private var belowHasRoom: Bool {
        let count = below.unreleasedMorselCount, workers = context.threads.count
        return count <= workers || count <= 4 * workers && context.budget.hasRoom
    }

    private func noteRoom() {
        let starts = schedule.withLock { schedule -> Bool in
            guard schedule.waitsForRoom, belowHasRoom else { return false }
            schedule.waitsForRoom = false
            schedule.isScheduled = true
            return true
        }
        if starts { submit() }
    }

    private func nextDelivery() -> CollectorDesk.Delivery? {
        schedule.withLock { schedule in
            if schedule.inbox.isEmpty {
                schedule.isScheduled = false
                return nil
            }
            return schedule.inbox.removeFirst()
        }
    }

    private func handOn(_ batches: [RecordBatch]) {
        let index = nextIndex.add(1, ordering: .relaxed).oldValue
        guard !below.isFinished else { return }
        let key = MorselKey(partition: 0, index: index)
        below.submit(Morsel(key: key, contents: .batches(batches)))
    }

    /// Has the run fail once the rows before have passed the stages below.
    private func fail(_ error: any Error) {
        let index = nextIndex.load(ordering: .relaxed)
        below.fail(error, at: MorselKey(partition: 0, index: index))
        discard()
    }

    private func finish() {
        context.note(desk.change { $0.findings() }, of: below.plan.sourceNode)
        below.endPartition(0, morselCount: nextIndex.load(ordering: .relaxed))
        below.endSource(partitionCount: 1)
        discard()
    }

    private func discard() {
        let dropped = schedule.withLock { schedule -> Int in
            schedule.isClosed = true
            defer { schedule.inbox = [] }
            return schedule.inbox.reduce(0) { $0 + $1.byteCount }
        }
        context.budget.remove(dropped + desk.change { $0.close() })
    }
}

// SPDX-License-Identifier: Apache-2.0

import Engine
import FjordKit
import Synchronization

/// Holds the first rows of one stage.
final class PreviewCapture: Sendable {
    private let taken = Mutex<[RecordBatch]>([])

    /// In order.
    var batches: [RecordBatch] { taken.withLock { $0.filter { $0.rowCount > 0 } } }

    fileprivate func add(_ batch: RecordBatch) { taken.withLock { $0.append(batch) } }
}

/// Passes the first rows on, then wants no more.
struct FirstRows: OrderedTransform {
    static let spec = StageSpec("first_rows", "Keep the first rows for a preview.")
    private var remaining: Int

    init(count: Int) { remaining = count }

    init(_ options: StageOptions) { remaining = 0 }

    func outputSchema(for input: Schema) -> Schema { input }

    mutating func apply(_ batch: RecordBatch) -> TransformResult {
        .prefix(of: batch, taking: &remaining)
    }
}

/// Puts rows into a capture; its file is never written.
struct CaptureSink: BatchSink {
    static let spec = StageSpec("capture", "Keep rows for a preview.")
    let path = ""
    private let capture: PreviewCapture

    init(capture: PreviewCapture) { self.capture = capture }

    init(_ options: StageOptions) { capture = PreviewCapture() }

    func makeDocument(for input: SinkInput) -> any SinkDocument { Document(capture: capture) }

    private struct Document: SinkDocument {
        let capture: PreviewCapture

        mutating func add(_ batch: RecordBatch) { capture.add(batch) }

        mutating func finish(_ run: RunOutline) -> Bytes { Bytes("") }
    }
}

/// Lets bytes go.
struct NoTarget: OutputTarget {
    func write(_ bytes: Bytes) {}
}

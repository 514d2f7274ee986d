// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The collector of a whole-run transform with what lies before it: rows to add, rows to hand on.
///
/// After each batch the collector is asked for rows until it has none. Where morsels are cut depends on the deliveries
/// alone, which are those of the morsels above.
struct CollectorDesk {
    /// What one morsel above gave for one input.
    struct Delivery: Sendable {
        enum Contents: Sendable {
            case rows([RecordBatch])
            case end
        }

        let input: Int
        let contents: Contents

        /// Bytes held until the collector has taken them.
        var byteCount: Int {
            guard case .rows(let batches) = contents else { return 0 }
            return batches.reduce(0) { $0 + $1.byteCount }
        }
    }

    /// What came of one step.
    enum Outcome {
        /// Nothing that others see.
        case again
        case needsDelivery
        /// A batch of that many bytes is with the collector.
        case taken(byteCount: Int)
        /// Rows for the stages below.
        case morsel([RecordBatch])
        case failed(any Error)
        case finished
    }

    private var collector: (any RowCollector)?
    private let stage: String
    private let morselByteCount: Int
    private var openInputCount: Int
    private var input = 0
    private var batches: ArraySlice<RecordBatch> = []
    private var isDrained = true
    private var gathered: [RecordBatch] = []
    private var gatheredByteCount = 0
    private var fault: (any Error)?
    /// Rows in and out.
    private(set) var count = RunReport.StageCount()

    init(_ collector: any RowCollector, stage: String, inputCount: Int, morselByteCount: Int) {
        self.collector = collector
        self.stage = stage
        self.morselByteCount = morselByteCount
        openInputCount = inputCount
    }

    /// Lays the next delivery out.
    mutating func take(_ delivery: Delivery) {
        input = delivery.input
        switch delivery.contents {
        case .rows(let rows): batches = rows[...]
        case .end:
            openInputCount -= 1
            attempt { try $0.end(input: delivery.input) }
            isDrained = false
        }
    }

    /// Takes the next step.
    mutating func advance() -> Outcome {
        if !isDrained { return drain() }
        if let batch = batches.first, fault == nil { return add(batch) }
        if !gathered.isEmpty { return takeMorsel() }
        if let fault { return .failed(fault) }
        return openInputCount == 0 ? .finished : .needsDelivery
    }

    /// What the collector has to say about the rows that it gave.
    mutating func findings() -> [Finding] { collector?.findings() ?? [] }

    /// Lets the collector go.
    ///
    /// - Returns: The bytes of the rows that it had not taken.
    mutating func close() -> Int {
        collector = nil
        gathered = []
        defer { batches = [] }
        return batches.reduce(0) { $0 + $1.byteCount }
    }

    private mutating func add(_ batch: RecordBatch) -> Outcome {
        batches = batches.dropFirst()
        count.rowsIn += batch.rowCount
        isDrained = false
        do {
            try collector?.add(batch, from: input)
        } catch let error as RowError {
            fault = RowFault(error, in: batch, stage: stage).error
            // They may have a fault of their own further down.
            let before = batch.slice(0..<error.row), input = input
            if before.rowCount > 0 { attempt { try $0.add(before, from: input) } }
        } catch {
            fault = placed(error)
        }
        return .taken(byteCount: batch.byteCount)
    }

    /// Asks for rows until a morsel is full or there are none.
    private mutating func drain() -> Outcome {
        do {
            while gatheredByteCount < morselByteCount {
                guard let rows = try collector?.next() else {
                    isDrained = true
                    return .again
                }
                if rows.rowCount == 0 { continue }
                count.rowsOut += rows.rowCount
                gathered.append(rows)
                gatheredByteCount += rows.byteCount
            }
        } catch {
            isDrained = true
            fault = placed(error)
            return .again
        }
        return takeMorsel()
    }

    private mutating func takeMorsel() -> Outcome {
        defer {
            gathered = []
            gatheredByteCount = 0
        }
        return .morsel(gathered)
    }

    private mutating func attempt(_ work: (inout any RowCollector) throws -> Void) {
        guard var lent = collector else { return }
        // One holder, so that what the collector holds is not copied when it changes.
        collector = nil
        defer { collector = lent }
        do { try work(&lent) } catch { fault = fault ?? placed(error) }
    }

    /// An error with this stage's place.
    private func placed(_ error: any Error) -> any Error {
        let place = DataPlace(stage: stage)
        return switch error {
        case let error as PipelineError: error.placed(in: place)
        case let error as RowError:
            PipelineError(error.code, at: .data(place), error.message, fix: error.fix)
        default: error
        }
    }
}

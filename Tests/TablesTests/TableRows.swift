// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Glibc

/// Rows as texts, nil for null: what does not show batches or layouts.
typealias Rows = [[String?]]

/// A reproducible source of random numbers (xorshift64*).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }
}

/// One random row; small ranges, so that values meet again.
struct TableRow {
    static let schema = Schema([
        Field("id", .int64), Field("msn", .text), Field("amount", .money), Field("day", .date),
        Field("share", .float64),
    ])

    let id: Int64
    let msn: String?
    let amount: Int64?
    let day: Int32?
    let share: Double?

    init(id: Int, keyCount: Int, using random: inout SeededRandom) {
        func maybe<Value>(_ value: Value) -> Value? {
            Int.random(in: 0..<10, using: &random) == 0 ? nil : value
        }
        self.id = Int64(id)
        let name = ["", "a", "ab", "æ", "b\u{0}"][id % 5]
        msn = maybe("\(name)\(Int.random(in: 0..<keyCount, using: &random))")
        amount = maybe(Int64.random(in: -3...3, using: &random) * 150)
        day = maybe(Int32.random(in: 20_000...20_003, using: &random))
        share = maybe([0, -0.0, 0.5, .infinity].randomElement(using: &random) ?? 0)
    }

    static func random(_ count: Int, keyCount: Int = 9, seed: UInt64) -> [TableRow] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { TableRow(id: $0, keyCount: keyCount, using: &random) }
    }
}

extension RecordBatch {
    init(_ rows: ArraySlice<TableRow>) {
        let amounts = Int64Array(rows.map(\.amount))
        let currency = Currency("NOK") ?? Currency(packed: 0)
        let run = BatchOrigin.Run(firstSlot: 0, page: 1, firstRow: rows.startIndex + 1)
        self.init(
            schema: TableRow.schema,
            columns: [
                .int64(Int64Array(rows.map { Optional($0.id) })),
                .text(TextArray(rows.map(\.msn))),
                .money(MoneyArray(amounts.values, .one(currency), validity: amounts.validity)),
                .date(Date32Array(rows.map(\.day))),
                .float64(Float64Array(rows.map(\.share))),
            ],
            rowCount: rows.count,
            origin: BatchOrigin(partition: "p", runs: [run])
        )
    }

    /// Columns of texts, a row to each line and a column to each word; `-` is null.
    static func texts(_ names: String, _ rows: String...) -> RecordBatch {
        let names = names.split(separator: " ").map { String($0) }
        let cells = rows.map { $0.split(separator: " ").map { $0 == "-" ? nil : String($0) } }
        return RecordBatch(
            schema: Schema(names.map { Field($0, .text) }),
            columns: names.indices.map { column in .text(TextArray(cells.map { $0[column] })) },
            rowCount: rows.count,
            origin: BatchOrigin(partition: "p", runs: [.init(firstSlot: 0, page: 2, firstRow: 1)])
        )
    }

    var texts: Rows {
        (0..<rowCount).map { row in
            columns.map { column in
                column.validity.map { $0[row] } ?? true ? column.text(ofSlot: row) : nil
            }
        }
    }

    /// The rows with a blank between columns, null as `-`.
    var lines: [String] {
        texts.map { row in row.map { $0 ?? "-" }.joined(separator: " ") }
    }
}

extension Column {
    /// As outputs write it; those have no infinity.
    private func isFinite(_ slot: Int) -> Bool {
        guard case .float64(let array) = self else { return true }
        return array.values[slot].isFinite
    }

    fileprivate func text(ofSlot slot: Int) -> String {
        isFinite(slot) ? writtenText(ofSlot: slot) : "infinity"
    }
}

extension Array<TableRow> {
    func batches(of size: Int) -> [RecordBatch] {
        stride(from: 0, to: count, by: size).map {
            RecordBatch(self[$0..<Swift.min($0 + size, count)])
        }
    }

    var texts: Rows { RecordBatch(self[...]).texts }
}

extension ScratchSpace {
    /// A space that has room for everything.
    static func forTests() -> ScratchSpace {
        ScratchSpace(memoryByteCount: 1 << 30, folder: "/tmp")
    }
}

/// Memory limits: everything spills, some does, nothing does.
let memoryLimits = [0, 40_000, 1 << 30]

extension WholeRunTransform {
    /// All rows that come out, where the inputs come in turns or one after the other.
    func run(
        _ inputs: [[RecordBatch]],
        schemas: [Schema],
        memoryByteCount: Int = 1 << 30,
        turns: UInt64? = nil
    ) throws -> [RecordBatch] {
        let folder = "/tmp/fjord-tables-\(UInt64.random(in: 0...UInt64.max))"
        let space = ScratchSpace(memoryByteCount: memoryByteCount, folder: folder)
        let schema = try outputSchema(for: schemas)
        var output: [RecordBatch] = []
        // What spilled has no name, so that the folder is empty.
        defer { unsafe rmdir(folder) }
        do {
            var collector = try makeCollector(for: schemas, in: space)
            var random = SeededRandom(seed: turns ?? 0)
            var rest = inputs.map { $0[...] }
            var open = Array(inputs.indices)
            while let first = open.first {
                let input = turns == nil ? first : open.randomElement(using: &random) ?? first
                if let batch = rest[input].popFirst() {
                    try collector.add(batch, from: input)
                } else {
                    try collector.end(input: input)
                    open.removeAll { $0 == input }
                }
                while let batch = try collector.next() { output.append(batch) }
            }
        }
        precondition(!space.isFull, "memory was not let go")
        let isGone = unsafe rmdir(folder) == 0 || errno == ENOENT
        precondition(isGone, "something was left behind")
        precondition(output.allSatisfy { $0.schema == schema }, "other columns than announced")
        precondition(
            output.allSatisfy { (1...16_384).contains($0.rowCount) },
            "batch of another size"
        )
        return output
    }
}

/// What went wrong, as a user reads it; nil if nothing did.
func message(_ work: () throws -> Void) -> String? {
    do {
        try work()
    } catch let error as PipelineError {
        return "\(error.message) [\(error.code)]" + (error.fix.map { "\nfix: \($0)" } ?? "")
    } catch let error as RowError {
        return "row \(error.row): \(error.message) [\(error.code)]\nfix: \(error.fix ?? "")"
    } catch {
        return "\(error)"
    }
    return nil
}

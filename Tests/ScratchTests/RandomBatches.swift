// SPDX-License-Identifier: Apache-2.0

import Columnar
import Scratch

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

extension ScratchSpace {
    /// A space whose files, which have no names, are made in the machine's temporary folder.
    static func forTests(memoryByteCount: Int) -> ScratchSpace {
        ScratchSpace(memoryByteCount: memoryByteCount, folder: "/tmp")
    }
}

extension RecordBatch {
    /// Each type once, some twice for their layouts.
    static let everyType = Schema([
        Field("flag", .boolean), Field("count", .int64), Field("share", .float64),
        Field("rate", .decimal(precision: 38, scale: 6)), Field("amount", .money),
        Field("fee", .money), Field("name", .text), Field("kind", .text), Field("same", .text),
        Field("day", .date), Field("at", .timestamp), Field("extra", .json),
    ])

    private static let words = [
        "", "a", "ab", "æøå", "\u{0}", "a\u{0}b", "\u{1}", "👍🏽", "brunost med mer",
    ]

    /// Rows with every type, of whose values `nullShare` percent are null; small ranges, so that values meet again.
    static func random(
        rowCount: Int,
        nullShare: Int,
        firstRow: Int = 1,
        using random: inout SeededRandom
    ) -> RecordBatch {
        func maybe<Value>(_ value: (inout SeededRandom) -> Value) -> Value? {
            Int.random(in: 0..<100, using: &random) < nullShare ? nil : value(&random)
        }
        func list<Value>(_ value: (inout SeededRandom) -> Value) -> [Value?] {
            (0..<rowCount).map { _ in maybe(value) }
        }
        let numbers = list { Int64.random(in: -3...3, using: &$0) }
        let units = list { Int64.random(in: -900...900, using: &$0) }
        let codes = (0..<rowCount).map { _ in
            Currency(["NOK", "EUR"].randomElement(using: &random) ?? "NOK")?.code ?? 0
        }
        let texts = list { words.randomElement(using: &$0) ?? "" }
        let kinds = list { UInt16.random(in: 0..<3, using: &$0) }
        let amounts = Int64Array(units)
        let currency = Currency("DKK") ?? Currency(packed: 0)
        let columns: [Column] = [
            .boolean(BooleanArray(list { Bool.random(using: &$0) })),
            .int64(Int64Array(numbers)),
            .float64(
                Float64Array(
                    list { [0, -0.0, 1.5, -1e300, .nan, .infinity].randomElement(using: &$0) ?? 0 }
                )
            ),
            .decimal(
                DecimalArray(list { Int128.random(in: -5...5, using: &$0) << 70 }),
                precision: 38,
                scale: 6
            ),
            .money(MoneyArray(amounts.values, .perSlot(Values(codes)), validity: amounts.validity)),
            .money(MoneyArray(amounts.values, .one(currency), validity: amounts.validity)),
            .text(TextArray(texts)),
            .text(
                TextArray(
                    codes: Values(kinds.map { $0 ?? 0 }),
                    offsets: Values([0, 7, 13, 13]),
                    bytes: Bytes("capturerefund"),
                    validity: Bitmap(kinds.map { $0 != nil })
                )
            ),
            .text(TextArray(repeating: "constant", count: rowCount)),
            .date(Date32Array(list { Int32.random(in: -2...2, using: &$0) })),
            .timestamp(Int64Array(list { Int64.random(in: -9...9, using: &$0) << 50 })),
            .json(TextArray(list { ["[]", "{\"a\":1}"].randomElement(using: &$0) ?? "" })),
        ]
        let run = BatchOrigin.Run(firstSlot: 0, page: 4, firstRow: firstRow)
        return RecordBatch(
            schema: everyType,
            columns: columns,
            rowCount: rowCount,
            origin: BatchOrigin(partition: "418207/funds", runs: [run], recordPath: "items")
        )
    }

    /// The rows as texts, whatever their layout.
    var texts: [[String]] {
        (0..<rowCount).map { row in columns.map { $0.text(ofSlot: row) } }
    }
}

extension Column {
    func text(ofSlot slot: Int) -> String {
        switch self {
        case .boolean(let array): array[slot].map { "\($0)" } ?? "null"
        case .int64(let array), .timestamp(let array): array[slot].map { "\($0)" } ?? "null"
        case .float64(let array): array[slot].map { "\($0)" } ?? "null"
        case .decimal(let array, _, _): array[slot].map { "\($0)" } ?? "null"
        case .date(let array): array[slot].map { "\($0)" } ?? "null"
        case .text(let array), .json(let array): array[slot].map { "'\($0)'" } ?? "null"
        case .money(let array):
            array.validity.map { $0[slot] } ?? true
                ? "\(array.minorUnits[slot]) \(array.currency(ofSlot: slot))" : "null"
        }
    }
}

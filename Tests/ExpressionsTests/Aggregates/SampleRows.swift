// SPDX-License-Identifier: Apache-2.0

import Columnar

/// A row with a column of every type.
struct SampleRow {
    var unit: String?
    var day: Int32?
    var kind: String?
    var note: String?
    var amount: (units: Int64, currency: Currency)?
    var quantity: Int64?
    var price: Int128?
    var ratio: Double?
    var flag: Bool?
    var moment: Int64?
    var isKept: Bool

    static let fields = [
        Field("unit", .text), Field("day", .date), Field("kind", .text), Field("note", .text),
        Field("amount", .money), Field("quantity", .int64),
        Field("price", .decimal(precision: 18, scale: 3)), Field("ratio", .float64),
        Field("flag", .boolean), Field("moment", .timestamp),
    ]

    /// Rows with few different keys and amounts in that many currencies.
    static func random(_ count: Int, currencies: Int, using random: inout SeededRandom)
        -> [SampleRow]
    {
        let codes = ["NOK", "EUR", "DKK"].compactMap { Currency($0) }.prefix(currencies)
        let words = ["", "a", "capture", "refund", "abcdefgh", "abcdefghi", "æøå", "a\u{0}", "zz"]
        return (0..<count).map { _ in
            func maybe<Value>(_ value: Value) -> Value? {
                Int.random(in: 0..<8, using: &random) == 0 ? nil : value
            }
            let units = Int64.random(in: -1_000_000...1_000_000, using: &random)
            return SampleRow(
                unit: maybe("718\(Int.random(in: 200..<204, using: &random))"),
                day: maybe(Int32.random(in: 20_000..<20_004, using: &random)),
                kind: maybe(words.randomElement(using: &random) ?? ""),
                note: maybe("note \(Int.random(in: 0..<40, using: &random)) of some length"),
                amount: codes.randomElement(using: &random).flatMap { maybe((units, $0)) },
                quantity: maybe(Int64.random(in: -50...50, using: &random)),
                price: maybe(
                    Int128(Int64.random(in: -1_000_000_000...1_000_000_000, using: &random))
                ),
                ratio: maybe(Double(Int64.random(in: -1 << 50...1 << 50, using: &random)) / 1_024),
                flag: maybe(Bool.random(using: &random)),
                moment: maybe(Int64.random(in: 0...3, using: &random) * 1_700_000_000_000_000),
                isKept: Bool.random(using: &random)
            )
        }
    }

    /// Columns with randomly chosen layouts.
    static func columns(_ rows: ArraySlice<SampleRow>, using random: inout SeededRandom) -> [Column]
    {
        [
            .text(text(rows.map(\.unit), using: &random)),
            .date(PrimitiveArray(rows.map(\.day))),
            .text(text(rows.map(\.kind), using: &random)),
            .text(text(rows.map(\.note), using: &random)),
            .money(money(rows.map(\.amount), using: &random)),
            .int64(PrimitiveArray(rows.map(\.quantity))),
            .decimal(PrimitiveArray(rows.map(\.price)), precision: 18, scale: 3),
            .float64(
                PrimitiveArray(
                    Values(rows.map { $0.ratio ?? 7 }),
                    validity: validity(rows.map { $0.ratio != nil })
                )
            ),
            .boolean(BooleanArray(rows.map(\.flag))),
            .timestamp(PrimitiveArray(rows.map(\.moment))),
        ]
    }

    private static func validity(_ bits: [Bool]) -> ValidityBitmap? {
        bits.allSatisfy { $0 } ? nil : Bitmap(bits)
    }

    /// Plain, a dictionary whose values may repeat, or a constant where all are alike.
    static func text(_ texts: [String?], using random: inout SeededRandom) -> TextArray {
        if let first = texts.first, texts.allSatisfy({ $0 == first }), Bool.random(using: &random) {
            return TextArray(repeating: first, count: texts.count)
        }
        if Bool.random(using: &random) { return TextArray(texts) }
        var values = Array(Set(texts.compactMap { $0 })).sorted().shuffled(using: &random)
        values += values.prefix(2) + ["unused"]
        let codes = texts.map { text in
            let places = values.indices.filter { values[$0] == text }
            return UInt16(places.randomElement(using: &random) ?? 0)
        }
        let dictionary = TextArray(values)
        return TextArray(
            codes: Values(codes),
            offsets: dictionary.offsets,
            bytes: dictionary.bytes,
            validity: validity(texts.map { $0 != nil })
        )
    }

    private static func money(
        _ amounts: [(units: Int64, currency: Currency)?],
        using random: inout SeededRandom
    ) -> MoneyArray {
        let units = Values(amounts.map { $0?.units ?? 99 })
        let validity = validity(amounts.map { $0 != nil })
        let codes = Set(amounts.compactMap { $0?.currency })
        if codes.count <= 1, Bool.random(using: &random) {
            let one = codes.first ?? Currency(packed: 0)
            return MoneyArray(units, .one(one), validity: validity)
        }
        let perSlot = Values(amounts.map { $0?.currency.code ?? 0 })
        return MoneyArray(units, .perSlot(perSlot), validity: validity)
    }
}

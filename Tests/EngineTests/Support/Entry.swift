// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// SplitMix64: the same numbers for the same seed.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// One row of the stand-in source, as the naive reference sees it.
struct Entry: Sendable, Hashable {
    var id: Int
    var kind: String
    var unit: String?
    var minorUnits: Int
    var currency: String
    var note = ""

    static let plan = JSONDecodePlan(
        recordPath: ["items"],
        columns: [
            .field("id", .int64),
            .field("kind", .text),
            .field("unit", .text),
            .money("amount", currency: "currency"),
            .field("currency", .text),
            .field("note", .text),
        ]
    )

    var json: String {
        let unit = unit.map { "\"\($0)\"" } ?? "null"
        return """
            {"id":\(id),"kind":"\(kind)","unit":\(unit),"amount":\(minorUnits),\
            "currency":"\(currency)","note":"\(note)"}
            """
    }

    /// Entries in partitions and pages, some of them empty.
    static func random(
        seed: UInt64,
        partitions: Int,
        pages: Int = 4,
        rows: Int = 30,
        noteLength: Int = 1
    ) -> [[[Entry]]] {
        var random = SeededRandom(seed)
        var id = 0
        return (0..<partitions).map { _ in
            (0..<Int.random(in: 0...pages, using: &random)).map { _ in
                (0..<Int.random(in: 0...rows, using: &random)).map { _ in
                    id += 1
                    return one(id, noteLength, &random)
                }
            }
        }
    }

    private static func one(_ id: Int, _ noteLength: Int, _ random: inout SeededRandom) -> Entry {
        let unit = Int.random(in: 0..<8, using: &random)
        return Entry(
            id: id,
            kind: ["capture", "capture", "refund", "payout"].randomElement(using: &random) ?? "",
            unit: unit == 0 ? nil : "u\(unit)",
            minorUnits: Int.random(in: -90_000...90_000, using: &random),
            currency: Int.random(in: 0..<5, using: &random) == 0 ? "EUR" : "NOK",
            note: String(repeating: String(random.next(), radix: 36), count: noteLength)
        )
    }
}

extension [[[Entry]]] {
    /// The source's parts, one JSON page for each inner list.
    var parts: [StandInFetch.Part] {
        map { pages in StandInFetch.Part(pages.map(\.page)) }
    }
}

extension [Entry] {
    /// One answer of the source.
    var page: String { "{\"cursor\":\"\",\"items\":[\(map(\.json).joined(separator: ","))]}" }
}

/// `-1.05` for -105.
func majorUnits(_ minorUnits: Int) -> String {
    let digits = String(minorUnits.magnitude % 100)
    let sign = minorUnits < 0 ? "-" : ""
    return "\(sign)\(minorUnits.magnitude / 100).\(digits.count == 1 ? "0" : "")\(digits)"
}

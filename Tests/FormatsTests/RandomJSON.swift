// SPDX-License-Identifier: Apache-2.0

/// Numbers that follow from a seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

/// Random records in every spelling that JSON allows for them.
struct RandomJSON {
    private var numbers: SeededNumbers

    init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

    mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &numbers) }
    mutating func chance(_ percent: Int) -> Bool { int(1...100) <= percent }
    mutating func pick<T>(_ choices: [T]) -> T { choices[int(0...choices.count - 1)] }

    mutating func space() -> String {
        chance(80) ? "" : pick([" ", "\n", "\t", "\r\n", "  "])
    }

    /// A string literal: some characters escaped without need.
    mutating func string(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" {
                literal += "\\\(scalar)"
            } else if scalar.value < 0x20 || chance(3) {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    literal += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                literal.unicodeScalars.append(scalar)
            }
        }
        return literal + "\""
    }

    mutating func text() -> String {
        if chance(40) { return pick(["capture", "refund", "", "NOK", "api:123456"]) }
        let pieces = ["a", "Blåbær", " ", "\"", "\\", "\n", "😀", "0123456789", "x,y", "é", "\u{1}"]
        return (0..<int(0...8)).map { _ in pick(pieces) }.joined()
    }

    mutating func number() -> String {
        switch int(0...5) {
        case 0: "\(int(-9...9))"
        case 1: "\(int(-999_999...999_999))"
        case 2: "\(int(Int.min...Int.max))"
        case 3: "\(int(-999...999)).\(int(0...999))"
        case 4: "\(int(0...9))e\(int(-3...3))"
        default: "-0"
        }
    }

    mutating func value(depth: Int) -> String {
        switch int(0...(depth > 3 ? 4 : 6)) {
        case 0: return "null"
        case 1: return pick(["true", "false"])
        case 2: return number()
        case 3, 4: return string(text())
        case 5:
            let values = (0..<int(0...3)).map { _ in space() + value(depth: depth + 1) + space() }
            return "[\(values.joined(separator: ","))]"
        default:
            return object((0..<int(0...3)).map { ("k\($0)", value(depth: depth + 1)) })
        }
    }

    /// An object whose members stand in a random order.
    mutating func object(_ members: [(String, String)]) -> String {
        let members = members.shuffled(using: &numbers).map { key, value in
            space() + string(key) + space() + ":" + space() + value + space()
        }
        return "{\(members.joined(separator: ","))}"
    }

    /// A page with as many records in `items`.
    mutating func page(recordCount: Int, record: (inout RandomJSON) -> String) -> String {
        let records = (0..<recordCount).map { _ in space() + record(&self) + space() }
        let items = "[\(records.joined(separator: ","))]"
        return object([("items", items), ("cursor", string(text())), ("x", value(depth: 0))])
    }
}

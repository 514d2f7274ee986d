// SPDX-License-Identifier: Apache-2.0

import Columnar

extension JSONScanner {
    /// Where the value stands that a path leads to; nil if there is none.
    ///
    /// The whole text is checked, whatever the path. Of members of one name the first counts.
    ///
    /// - Complexity: O(bytes), and once more for each step that counts from a list's end.
    static func find(
        _ path: JSONPath,
        in bytes: Bytes,
        _ range: Range<Int>
    ) throws(JSONTextFault) -> Range<Int>? {
        var scanner = JSONScanner(bytes, range)
        let found = try scanner.value(at: path, step: 0)
        try scanner.finish()
        return found
    }

    /// Reads one value and says where in it the rest of the path leads.
    private mutating func value(
        at path: JSONPath,
        step: Int
    ) throws(JSONTextFault) -> Range<Int>? {
        skipBlanks()
        let start = position
        guard step < path.steps.count else {
            try skipValue(depth: step)
            return start..<position
        }
        switch next {
        case 0x7B: return try member(at: path, step: step)
        case 0x5B: return try element(at: path, step: step)
        default:
            try skipValue(depth: step)
            return nil
        }
    }

    private mutating func member(
        at path: JSONPath,
        step: Int
    ) throws(JSONTextFault) -> Range<Int>? {
        let wanted: [UInt8]? =
            switch path.steps[step] {
            case .key(let name), .keyOrIndex(let name, _): name
            case .index, .fromEnd: nil
            }
        var found: Range<Int>?
        var isPast = false
        try forEachMember(depth: step) { scanner, key throws(JSONTextFault) in
            if !isPast, let wanted, scanner.isEqual(key, wanted) {
                isPast = true
                found = try scanner.value(at: path, step: step + 1)
            } else {
                try scanner.skipValue(depth: step + 1)
            }
        }
        return found
    }

    private mutating func element(
        at path: JSONPath,
        step: Int
    ) throws(JSONTextFault) -> Range<Int>? {
        let wanted: Int? =
            switch path.steps[step] {
            case .index(let index), .keyOrIndex(_, let index): index
            case .fromEnd(let distance): try elementCount(depth: step) - distance
            case .key: nil
            }
        var found: Range<Int>?
        try forEachElement(depth: step) { scanner, index throws(JSONTextFault) in
            if index == wanted {
                found = try scanner.value(at: path, step: step + 1)
            } else {
                try scanner.skipValue(depth: step + 1)
            }
        }
        return found
    }

    /// How many elements the list has that is next, without moving on.
    func elementCount(depth: Int) throws(JSONTextFault) -> Int {
        var ahead = self
        var count = 0
        try ahead.forEachElement(depth: depth) { scanner, _ throws(JSONTextFault) in
            try scanner.skipValue(depth: depth + 1)
            count += 1
        }
        return count
    }
}

extension JSONScanner {
    /// Whether a key is that name; one with escapes is compared by what it stands for.
    func isEqual(_ key: JSONKey, _ name: [UInt8]) -> Bool {
        guard key.hasEscape else { return isEqual(bytes, key.range, name) }
        var writer = ByteWriter(capacity: key.range.count)
        JSONEscape.append(bytes, key.range, to: &writer)
        let unescaped = writer.finish()
        return isEqual(unescaped, 0..<unescaped.count, name)
    }

    private func isEqual(_ bytes: Bytes, _ range: Range<Int>, _ name: [UInt8]) -> Bool {
        guard range.count == name.count else { return false }
        let span = bytes.span
        for index in name.indices where span[range.lowerBound &+ index] != name[index] {
            return false
        }
        return true
    }
}

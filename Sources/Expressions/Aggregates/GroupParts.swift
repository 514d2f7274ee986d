// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The groups of a state told apart into parts, each of which is written to bytes of its own.
struct GroupParts {
    /// The groups, part after part.
    let groups: Values<UInt32>
    /// Where each part begins in `groups`; one more than there are parts.
    let starts: [Int]

    /// The number that each part was given.
    let numbers: [Int]

    /// How many parts there are.
    var count: Int { starts.count - 1 }

    /// Parts of at most that many groups.
    init(groupCount: Int, of size: Int) {
        groups = .ascending(groupCount)
        starts = Array(stride(from: 0, to: groupCount, by: size)) + [groupCount]
        numbers = Array(0..<starts.count - 1)
    }

    /// One part for each number that some group has; `numbers` has it for each group.
    init(_ numbers: [UInt8]) {
        var counts = [Int](repeating: 0, count: 256)
        for number in numbers { counts[Int(number)] += 1 }
        let used = counts.indices.filter { counts[$0] > 0 }
        var starts = [0]
        var next = counts
        for number in used {
            next[number] = starts[starts.count - 1]
            starts.append(next[number] + counts[number])
        }
        var groups = ValuesBuilder<UInt32>(uninitializedCount: numbers.count)
        for (group, number) in numbers.enumerated() {
            groups[next[Int(number)]] = UInt32(truncatingIfNeeded: group)
            next[Int(number)] += 1
        }
        self.groups = groups.finish()
        self.starts = starts
        self.numbers = used
    }

    /// Calls `body` with each part's number and groups.
    func forEach(_ body: (Int, Span<UInt32>) -> Void) {
        for part in 0..<count {
            body(part, groups.span.extracting(starts[part]..<starts[part + 1]))
        }
    }

    /// For each group the part it is in and its position there.
    var positions: [(part: UInt32, position: UInt32)] {
        var positions = [(part: UInt32, position: UInt32)](
            repeating: (0, 0),
            count: groups.count
        )
        forEach { part, groups in
            for index in groups.indices {
                positions[Int(groups[index])] = (UInt32(part), UInt32(index))
            }
        }
        return positions
    }
}

extension UInt32 {
    /// Stands in a mapping for a group that is left out.
    static var leftOut: UInt32 { .max }
}

/// Calls `body` with the state of each mapped group and what was read for it.
@inline(__always)
func mergeEach<State>(
    _ states: inout [State],
    _ others: [State],
    mapping: Values<UInt32>,
    _ body: (inout State, State) -> Void
) {
    let mapping = mapping.span
    var states = states.mutableSpan
    let others = others.span
    for index in others.indices where mapping[index] != .leftOut {
        body(&states[Int(mapping[index])], others[index])
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Calls `body` with the state of the row's group for each row of `chosen`, all rows if nil, ascending.
@inline(__always)
func updateEach<State>(
    _ states: inout [State],
    groups: Values<UInt32>,
    chosen: Bitmap?,
    _ body: (inout State, Int) -> Void
) {
    var states = states.mutableSpan
    let groups = groups.span
    guard let chosen else {
        for row in groups.indices { body(&states[Int(groups[row])], row) }
        return
    }
    let words = chosen.words.span
    for word in words.indices {
        var rest = words[word]
        while rest != 0 {
            let row = word << 6 &+ rest.trailingZeroBitCount
            body(&states[Int(groups[row])], row)
            rest &= rest &- 1
        }
    }
}

extension Values<UInt32> {
    /// One value per group of `order`, made from its state; a group without one gets that of `missing`.
    @inline(__always)
    func gather<State, Result: BitwiseCopyable & Sendable>(
        _ states: [State],
        missing: State,
        _ result: (State, UInt32) throws(AggregateFault) -> Result
    ) throws(AggregateFault) -> Values<Result> {
        var results = ValuesBuilder<Result>(capacity: count)
        let groups = span
        for index in groups.indices {
            let group = groups[index]
            let state = Int(group) < states.count ? states[Int(group)] : missing
            results.put(try result(state, group))
        }
        return results.finish()
    }

    /// Which groups of `order` have a state that `isValid`; nil if all have.
    func validity<State>(
        _ states: [State],
        missing: State,
        _ isValid: (State) -> Bool
    ) -> ValidityBitmap? {
        var validity = BitmapBuilder(capacity: count)
        let groups = span
        for index in groups.indices {
            let group = Int(groups[index])
            validity.append(isValid(group < states.count ? states[group] : missing))
        }
        return validity.finishValidity()
    }
}

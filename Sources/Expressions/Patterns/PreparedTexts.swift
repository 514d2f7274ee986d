// SPDX-License-Identifier: Apache-2.0

import Columnar

/// What a kernel makes of a text argument before it can use it: a compiled pattern, a path.
enum PatternSource<Prepared: Sendable>: Sendable {
    /// The argument is the same for all rows and was made ready when the expression was checked.
    case constant(Prepared)
    /// The argument differs from row to row; a text that will not do gives a fault of its row.
    case perRow(@Sendable (String) -> PreparedText<Prepared>)
}

/// What became of one text.
enum PreparedText<Prepared: Sendable>: Sendable {
    case ready(Prepared)
    case faulty(RowFault)
}

/// Makes each different text of an argument ready once, in a cache of bounded size.
struct PreparedTexts<Prepared: Sendable> {
    private let source: PatternSource<Prepared>
    private let operand: TextOperand?
    private var latest: (range: Range<Int>, prepared: PreparedText<Prepared>)?
    /// By bytes, since a String equals others that are normalized in another way.
    private var known: [[UInt8]: PreparedText<Prepared>] = [:]

    /// How many different texts are kept; the next one empties the cache.
    static var limit: Int { 64 }

    init(_ source: PatternSource<Prepared>, _ argument: Vector) {
        self.source = source
        if case .perRow = source { operand = argument.text } else { operand = nil }
    }

    /// What the argument of one row, which is not null, has become; nil after its fault was reported.
    mutating func prepared(_ row: Int, _ faults: inout RowFaults) -> Prepared? {
        let result: PreparedText<Prepared>
        switch source {
        case .constant(let prepared): return prepared
        case .perRow(let prepare): result = found(row, prepare)
        }
        switch result {
        case .ready(let prepared): return prepared
        case .faulty(let fault):
            faults.report(row, fault)
            return nil
        }
    }

    private mutating func found(
        _ row: Int,
        _ prepare: (String) -> PreparedText<Prepared>
    ) -> PreparedText<Prepared> {
        guard let operand else { preconditionFailure("a constant has no rows") }
        let range = operand.range(row)
        if let latest, TextComparison.order(operand.bytes, range, operand.bytes, latest.range) == 0
        {
            return latest.prepared
        }
        let text = String(copying: operand.bytes.span.extracting(range))
        let key = Array(text.utf8)
        let result = known[key] ?? prepare(text)
        if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
        known[key] = result
        latest = (range, result)
        return result
    }
}

extension Selection {
    /// Calls `body` for each active row that is not null, the lowest first.
    @inline(__always)
    func forEach(validity: ValidityBitmap?, _ body: (Int) -> Void) {
        let asked = validity.map { intersecting($0) } ?? self
        guard let bits = asked.bitmap else {
            for row in 0..<count { body(row) }
            return
        }
        let words = bits.words.span
        for word in words.indices { forEachSetBit(of: words[word]) { body(word << 6 &+ $0) } }
    }
}

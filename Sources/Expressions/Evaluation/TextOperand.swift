// SPDX-License-Identifier: Apache-2.0

import Columnar

/// One side of a kernel over texts: a constant, or a column in either layout.
struct TextOperand: Sendable {
    let bytes: Bytes
    private let offsets: Values<Int32>?
    private let codes: Values<UInt16>?

    init(constant text: String) {
        bytes = Bytes(text)
        offsets = nil
        codes = nil
    }

    init(_ array: TextArray) {
        bytes = array.bytes
        offsets = array.offsets
        codes = array.codes
    }

    var isConstant: Bool { offsets == nil }

    /// Where the text of one slot stands in `bytes`.
    @inline(__always)
    func range(_ slot: Int) -> Range<Int> {
        guard let offsets else { return 0..<bytes.count }
        let value = codes.map { Int($0[slot]) } ?? slot
        return Int(offsets[value])..<Int(offsets[value &+ 1])
    }

    /// The bytes of one slot's text.
    @inline(__always)
    @_lifetime(borrow self)
    func span(_ slot: Int) -> Span<UInt8> {
        bytes.span.extracting(range(slot))
    }
}

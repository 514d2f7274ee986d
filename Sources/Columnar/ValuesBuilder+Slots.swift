// SPDX-License-Identifier: Apache-2.0

extension ValuesBuilder {
    /// The value of one slot, to read and replace while other parts of the owner are in use.
    @inlinable
    public subscript(slot: Int) -> Element {
        @inline(__always) get {
            precondition(slot >= 0 && slot < count, "slot out of range")
            return unsafe buffer.base.assumingMemoryBound(to: Element.self)[slot]
        }
        @inline(__always) set {
            precondition(slot >= 0 && slot < count, "slot out of range")
            unsafe buffer.base.assumingMemoryBound(to: Element.self)[slot] = newValue
        }
    }

    /// Sets all values so far to `element`.
    @inlinable
    public mutating func fill(with element: Element) {
        unsafe buffer.base.assumingMemoryBound(to: Element.self).update(
            repeating: element,
            count: count
        )
    }
}

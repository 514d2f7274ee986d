// SPDX-License-Identifier: Apache-2.0

/// An immutable run of fixed-width values in a shared buffer.
@safe
public struct Values<Element: BitwiseCopyable & Sendable>: Sendable {
    @usableFromInline let buffer: Buffer
    /// How many values there are.
    public let count: Int

    @inlinable
    init(buffer: Buffer, count: Int) {
        self.buffer = buffer
        self.count = count
    }

    /// A copy of `elements`; for tests and small lists.
    public init(_ elements: some Collection<Element>) {
        var builder = ValuesBuilder<Element>(capacity: elements.count)
        for element in elements { builder.append(element) }
        self = builder.finish()
    }

    /// `count` times the same value.
    @inlinable
    public init(repeating element: Element, count: Int) {
        var builder = ValuesBuilder<Element>(capacity: count)
        for _ in 0..<count { builder.put(element) }
        self = builder.finish()
    }

    /// The values.
    @inlinable public var span: Span<Element> {
        @_lifetime(borrow self)
        get {
            let pointer = unsafe buffer.base.assumingMemoryBound(to: Element.self)
            let span = unsafe Span(_unsafeStart: pointer, count: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The value of one slot.
    ///
    /// In a loop over many, take `span` once instead.
    @inlinable
    public subscript(slot: Int) -> Element { span[slot] }
}

/// Grows a run of fixed-width values.
@safe
public struct ValuesBuilder<Element: BitwiseCopyable & Sendable>: ~Copyable, Sendable {
    @usableFromInline var buffer: Buffer
    @usableFromInline var filled: Int
    @usableFromInline var capacity: Int

    /// How many values it holds.
    @inlinable public var count: Int { filled }

    /// How many values fit before the buffer has to grow.
    @inlinable public var freeCount: Int { capacity - count }

    /// Starts empty, with room for `capacity` values.
    @inlinable
    public init(capacity: Int) {
        buffer = Buffer(minimumCapacity: max(1, capacity) * MemoryLayout<Element>.stride)
        filled = 0
        self.capacity = buffer.capacity / MemoryLayout<Element>.stride
    }

    /// Starts with `count` values that are undefined until written through `mutableSpan`.
    @inlinable
    public init(uninitializedCount count: Int) {
        self.init(capacity: count)
        filled = count
    }

    /// Appends one value.
    @inlinable
    public mutating func append(_ element: Element) {
        if count == capacity { grow(by: 1) }
        put(element)
    }

    /// Makes room for `elementCount` more values, so that they can be put without further checks.
    @inlinable
    public mutating func reserve(_ elementCount: Int) {
        if capacity - count < elementCount { grow(by: elementCount) }
    }

    /// Puts one value into reserved room.
    @inlinable
    public mutating func put(_ element: Element) {
        assert(count < capacity, "put past the reserved room")
        unsafe (buffer.base.assumingMemoryBound(to: Element.self) + count).initialize(to: element)
        filled &+= 1
    }

    /// The values so far, to read and write in place.
    @inlinable public var mutableSpan: MutableSpan<Element> {
        @_lifetime(&self)
        mutating get {
            let pointer = unsafe buffer.base.assumingMemoryBound(to: Element.self)
            let span = unsafe MutableSpan(_unsafeStart: pointer, count: count)
            return unsafe _overrideLifetime(span, mutating: &self)
        }
    }

    /// The values so far, to read.
    @inlinable public var span: Span<Element> {
        @_lifetime(borrow self)
        get {
            let pointer = unsafe buffer.base.assumingMemoryBound(to: Element.self)
            let span = unsafe Span(_unsafeStart: pointer, count: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Forgets the last values, so that `count` becomes `newCount`.
    @inlinable
    public mutating func truncate(to newCount: Int) {
        precondition(newCount >= 0 && newCount <= count, "cannot grow by truncation")
        filled = newCount
    }

    /// Ends the building and hands the values on without copying them.
    @inlinable
    public consuming func finish() -> Values<Element> {
        Values(buffer: buffer, count: count)
    }

    @usableFromInline
    mutating func grow(by elementCount: Int) {
        let stride = MemoryLayout<Element>.stride
        let larger = Buffer(minimumCapacity: max(count + elementCount, capacity * 2) * stride)
        unsafe larger.base.copyMemory(from: buffer.base, byteCount: count * stride)
        buffer = larger
        capacity = larger.capacity / stride
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

extension JSONCursor {
    /// Passes the next value whatever it is, checking all of its grammar, and says where it ends.
    ///
    /// `depth` is how many objects and lists it stands in.
    mutating func skipValue(depth: Int) throws(JSONFault) -> Int {
        let first = nextByte
        guard first == .openBrace || first == .openBracket else { return try skipScalar() }
        return try skipNested(depth: depth)
    }

    /// Passes a string, number or literal, and says where it ends.
    @inline(__always)
    mutating func skipScalar() throws(JSONFault) -> Int {
        guard next < tokenCount else { throw fault(.expectedValue) }
        let start = offset(next), after = offset(next &+ 1)
        next &+= 1
        guard page[start] == .quote else { return try checkedScalarEnd(start, before: after) }
        let end = try stringEnd(from: start, before: after)
        if hasEscape(before: end) { try checkEscapes(start, end) }
        return end
    }

    private mutating func checkEscapes(_ start: Int, _ end: Int) throws(JSONFault) {
        var scratch = ByteWriter(capacity: end - start)
        try unescape(start + 1, end - 1, into: &scratch)
        passEscapes(before: end)
    }

    /// Passes an object or list without recursion, so that hostile nesting cannot exhaust the stack.
    private mutating func skipNested(depth: Int) throws(JSONFault) -> Int {
        var open = NestingStack()
        let limit = Self.maximumDepth - depth
        try enter(&open, limit: limit)
        while true {
            // Here a value or a closing bracket of an empty container has just been passed or entered.
            let byte = nextByte
            if byte == .openBrace || byte == .openBracket {
                try enter(&open, limit: limit)
                continue
            }
            if byte == (open.isObject ? .closeBrace : .closeBracket), open.mayClose {
                next += 1
            } else {
                _ = try skipScalar()
            }
            if try leave(&open) { return offset(next - 1) + 1 }
        }
    }

    /// Opens a container and goes to its first value; an empty one may close.
    private mutating func enter(_ open: inout NestingStack, limit: Int) throws(JSONFault) {
        guard open.depth < limit else { throw fault(.tooDeep) }
        let isObject = nextByte == .openBrace
        open.push(isObject: isObject)
        next += 1
        open.mayClose = nextByte == (isObject ? .closeBrace : .closeBracket)
        if isObject, !open.mayClose { try skipKey() }
    }

    /// After a value: closes what ends here and goes to the value after the next comma.
    ///
    /// - Returns: Whether the outermost container has been closed.
    private mutating func leave(_ open: inout NestingStack) throws(JSONFault) -> Bool {
        if open.mayClose {
            open.pop()
            if open.depth == 0 { return true }
        }
        while true {
            let byte = nextByte
            if byte == .comma {
                next += 1
                if open.isObject { try skipKey() }
                return false
            }
            guard byte == (open.isObject ? .closeBrace : .closeBracket) else {
                throw fault(open.isObject ? .expectedCommaOrBrace : .expectedCommaOrBracket)
            }
            next += 1
            open.pop()
            if open.depth == 0 { return true }
        }
    }

    /// Passes a key and its colon.
    mutating func skipKey() throws(JSONFault) {
        guard nextByte == .quote else { throw fault(.expectedKey) }
        _ = try skipScalar()
        guard nextByte == .colon else { throw fault(.expectedColon) }
        next += 1
    }

    /// Checks that nothing follows the value that has been passed.
    func checkEnd() throws(JSONFault) {
        guard next == tokenCount else { throw JSONFault(.trailingBytes, at: offset(next)) }
    }
}

/// Which of the open containers are objects, one bit each.
private struct NestingStack {
    /// The outermost 64, which ask for no memory of their own.
    private var outer: UInt64 = 0
    private var inner = [UInt64]()
    private(set) var depth = 0
    private(set) var isObject = false
    /// Whether the innermost container was found empty when it was opened.
    var mayClose = false

    mutating func push(isObject: Bool) {
        let word = (depth >> 6) - 1
        let bit = UInt64(1) << UInt64(depth & 63)
        if word < 0 {
            outer = isObject ? outer | bit : outer & ~bit
        } else {
            if word == inner.count { inner.append(0) }
            inner[word] = isObject ? inner[word] | bit : inner[word] & ~bit
        }
        self.isObject = isObject
        depth += 1
    }

    mutating func pop() {
        depth -= 1
        mayClose = false
        guard depth > 0 else { return }
        let word = ((depth - 1) >> 6) - 1
        let bits = word < 0 ? outer : inner[word]
        isObject = bits >> UInt64((depth - 1) & 63) & 1 == 1
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

/// A key of an object as words to compare with: keys of up to 16 bytes are equal when these are.
struct KeyText: BitwiseCopyable, Equatable {
    /// The first eight bytes, zeros past a shorter key.
    let head: UInt64
    /// The last eight bytes of a key of at least eight, else 0.
    let tail: UInt64
    let count: Int

    @inline(__always)
    init(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) {
        count = end &- start
        let first = bytes.word(at: start)
        if count >= 8 {
            head = first
            tail = bytes.word(at: end &- 8)
        } else {
            head = first & UInt64.lowBytes(count)
            tail = 0
        }
    }

    /// Where to look for it among the keys of that object.
    func hash(in object: Int) -> Int {
        let mixed = (head ^ tail &* 0x9E37_79B9_7F4A_7C15) &+ UInt64(count) &+ UInt64(object) << 32
        return Int(truncatingIfNeeded: (mixed &* 0xD6E8_FEB8_6659_FD93) >> 24)
    }
}

/// What is known of one key of one object: one that the plan names, or one that pages brought.
struct KeyEntry: BitwiseCopyable {
    var text: KeyText
    /// Where the key stands among the table's names.
    var nameStart: Int
    /// The object it belongs to: 0 is the record.
    var object: Int
    /// The number of the wanted column among the fields, or -1.
    var field: Int = -1
    /// The number of the object whose members are wanted, if the value is one, or -1.
    var child: Int = -1
    /// The key that came after this one in the record before, or -1.
    var follower: Int = -1
    /// Whether the column takes the JSON text of the value rather than what it means.
    var wantsJSON = false
    /// How many values were met; counted for keys that nobody wants.
    var count = 0
    var path: PathHash

    /// Whether neither the value nor a member of it is wanted.
    @inline(__always)
    var isUnknown: Bool { field & child == -1 }
}

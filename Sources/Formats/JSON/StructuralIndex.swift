// SPDX-License-Identifier: Apache-2.0

import CSimdJSON
import Columnar

/// simdjson's stage 1: checks UTF-8 and strings of a page and finds where its tokens begin.
///
/// One owner, reused from page to page; the page is not copied.
@safe
struct StructuralIndex: ~Copyable {
    /// What stage 1 says about a page.
    enum Outcome {
        case indexed
        /// Not UTF-8, an unclosed string, a control character in a string, or no token at all.
        case malformed
        case outOfMemory
    }

    /// The largest page: offsets have 31 bits.
    static let maximumByteCount = Int(Int32.max)

    private let handle: OpaquePointer  // fjord_json_index, never null

    init() {
        guard let handle = unsafe fjord_json_index_create() else {
            preconditionFailure("out of memory for a JSON index")
        }
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe fjord_json_index_destroy(handle) }

    /// Indexes `page`, whose tokens `positions` then gives.
    mutating func index(_ page: Bytes) -> Outcome {
        let code = unsafe page.withUnsafeBytes { bytes in
            let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            return unsafe fjord_json_index_build(handle, base, bytes.count)
        }
        switch code {
        case 0: return .indexed
        case Self.memoryCode: return .outOfMemory
        default: return .malformed
        }
    }

    /// `simdjson::MEMALLOC`.
    private static let memoryCode: Int32 = 2

    /// Ascending offsets of `{ } [ ] , :` and of the first byte of each string, number and literal; last, the page's
    /// length.
    var positions: Span<UInt32> {
        @_lifetime(borrow self)
        get {
            let count = unsafe fjord_json_index_count(handle) + 1
            let start = unsafe fjord_json_index_positions(handle)
            let buffer = unsafe UnsafeBufferPointer(start: start, count: count)
            return unsafe _overrideLifetime(Span(_unsafeElements: buffer), borrowing: self)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

/// A glance at the two ends of a body: enough to tell JSON from a gateway's page, and whole from
/// cut off.
enum BodyCheck {
    enum Finding: Sendable {
        case json
        case empty
        case html
        case text
        /// Begins as JSON and does not end as it began.
        case cutOff
    }

    static func finding(in body: Bytes) -> Finding {
        let bytes = body.span
        var first = hasByteOrderMark(bytes) ? 3 : 0
        while first < bytes.count, isSpace(bytes[first]) { first += 1 }
        guard first < bytes.count else { return .empty }
        var last = bytes.count - 1
        while isSpace(bytes[last]) { last -= 1 }
        switch bytes[first] {
        case UInt8(ascii: "{"): return bytes[last] == UInt8(ascii: "}") ? .json : .cutOff
        case UInt8(ascii: "["): return bytes[last] == UInt8(ascii: "]") ? .json : .cutOff
        case UInt8(ascii: "<"): return .html
        default: return .text
        }
    }

    private static func hasByteOrderMark(_ bytes: Span<UInt8>) -> Bool {
        bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }
}

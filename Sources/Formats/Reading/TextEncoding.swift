// SPDX-License-Identifier: Apache-2.0

import Columnar

/// What bytes that are not UTF-8 seem to be.
enum TextEncoding {
    case gzip
    case utf16
    case other

    /// Guesses by the first bytes.
    init(guessing text: Bytes) {
        let bytes = text.span
        guard bytes.count >= 2 else {
            self = .other
            return
        }
        self =
            switch (bytes[0], bytes[1]) {
            case (0x1F, 0x8B): .gzip
            case (0xFF, 0xFE), (0xFE, 0xFF): .utf16
            default: .other
            }
    }
}

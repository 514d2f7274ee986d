// SPDX-License-Identifier: Apache-2.0

package import Columnar

extension Digest {
    /// Writes the digest of a part of `bytes` and starts anew; O(bytes), no allocation.
    ///
    /// - Parameters:
    ///   - bytes: Where the part stands.
    ///   - range: The part; what passed before is forgotten.
    ///   - writer: Takes two lower-case hexadecimal digits for each byte of the digest.
    package mutating func put(
        of bytes: Bytes,
        _ range: Range<Int>,
        into writer: inout ByteWriter
    ) {
        restart()
        update(bytes.slice(range))
        putDigits(into: &writer)
    }
}
